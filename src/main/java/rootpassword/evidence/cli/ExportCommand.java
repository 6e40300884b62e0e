package rootpassword.evidence.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.PlaceholderResolutionException;
import rootpassword.doctor.LedgerReader;
import rootpassword.doctor.Setup;
import rootpassword.evidence.cli.EvidenceCommands.Options;
import rootpassword.evidence.seal.TrailExport;
import rootpassword.evidence.seal.TrailExport.Written;
import rootpassword.evidence.verify.PrintedLines;
import rootpassword.settings.DatabaseUrl;

/**
 * Writes the trail and its evidence to a file. The database is that of the service's
 * configuration; nothing is started to read it.
 */
final class ExportCommand {

	private static final String USAGE = "Usage: export --to FILE [--from-index N] [--spring.datasource.url=… and other "
			+ "properties of the service]";

	private static final String PROPERTY = "(?s)--(?!to=|from-index=)[^=]+=.*";

	/** SQL state of H2. */
	private static final String IN_USE = "90020";

	private ExportCommand() {
	}

	/** The exit code: 0, or 2 after a failure. */
	static int run(List<String> arguments, PrintStream err) {
		PrintedLines messages = new PrintedLines(err);
		try {
			List<String> properties = arguments.stream().filter((argument) -> argument.matches(PROPERTY)).toList();
			List<String> others = arguments.stream().filter((argument) -> !argument.matches(PROPERTY)).toList();
			Options options = new Options(others, List.of("--to", "--from-index"));
			Path file = Path.of(options.required("--to")).toAbsolutePath();
			Written result = export(file, options.fromIndex(), Setup.of(Setup.environment(properties)), err);
			messages.print("Exported " + result.sealed() + " sealed rows to " + file
					+ ((result.unsealed() == 0) ? "" : " and " + result.unsealed()
							+ " rows that are not sealed: a service that runs seals them in seconds"));
			return 0;
		}
		catch (IllegalArgumentException ex) {
			messages.print("Not exported: " + ex.getMessage());
			messages.print(USAGE);
		}
		catch (Throwable ex) {
			messages.print("Not exported: " + reason(ex));
		}
		return 2;
	}

	/** Writes a temporary file first, so that there is never half an export. */
	private static Written export(Path file, long from, Setup setup, PrintStream err) throws IOException, SQLException {
		Path temporary = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp");
		try (Connection connection = connect(setup)) {
			Written result;
			try (Writer writer = new BufferedWriter(Files.newBufferedWriter(temporary), 1 << 16)) {
				JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
				result = new TrailExport(jdbc, writer, EvidenceCommands.progressBar(err)).write(from,
						setup.environment().getProperty("root-password.evidence.origin", "root-password"));
			}
			try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
				channel.force(true);
			}
			Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			return result;
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/** A new connection, in a transaction that sees nothing that is committed later. */
	private static Connection connect(Setup setup) throws SQLException {
		String url = "";
		try {
			JdbcConnectionDetails database = setup.database();
			url = database.getJdbcUrl();
			if (url.isBlank()) {
				throw new IllegalStateException("spring.datasource.url is blank");
			}
			if (url.startsWith("jdbc:h2:")) {
				url = DatabaseUrl.with(url, "IFEXISTS=TRUE");
			}
			Connection connection = LedgerReader.connect(url, database, Map.of());
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setAutoCommit(false);
			return connection;
		}
		catch (SQLException ex) {
			// Some messages quote the URL, which may contain a password
			throw new SQLException(String.valueOf(ex.getMessage()).replace(url, "spring.datasource.url"),
					ex.getSQLState());
		}
		catch (PlaceholderResolutionException ex) {
			// Its message quotes the value
			throw new IllegalStateException("spring.datasource refers to a variable that is not set");
		}
	}

	private static String reason(Throwable failure) {
		if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException cause) {
			return IN_USE.equals(cause.getSQLState()) ? "another process has the database open; stop the service first"
					: cause.getMessage() + " (SQL state " + cause.getSQLState() + ")";
		}
		return switch (failure) {
			case UncheckedIOException ex -> String.valueOf(ex.getCause());
			case IllegalStateException ex -> String.valueOf(ex.getMessage());
			default -> failure.toString();
		};
	}

}
