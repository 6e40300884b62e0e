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

import com.zaxxer.hikari.HikariConfig;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import rootpassword.evidence.cli.EvidenceCommands.Options;
import rootpassword.evidence.seal.TrailExport;
import rootpassword.evidence.seal.TrailExport.Written;
import rootpassword.evidence.verify.PrintedLines;
import rootpassword.settings.ServiceEnvironment;

/**
 * Writes the trail and its evidence to a file. The database is that of the service's
 * configuration; nothing is started to read it.
 */
final class ExportCommand {

	private static final String USAGE = "Usage: export --to FILE [--from-index N] [--spring.datasource.url=… and other "
			+ "properties of the service]";

	private static final String PROPERTY = "(?s)--[^=]+=.*";

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
			Written result = export(file, options.fromIndex(), ServiceEnvironment.read(properties), err);
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

	/** Writes another file first, so that there is never half an export. */
	private static Written export(Path file, long from, Environment environment, PrintStream err)
			throws IOException, SQLException {
		Path written = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp");
		try (Connection connection = connect(environment)) {
			Written result;
			try (Writer writer = new BufferedWriter(Files.newBufferedWriter(written), 1 << 16)) {
				JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
				result = new TrailExport(jdbc, writer, EvidenceCommands.progressBar(err)).write(from,
						environment.getProperty("root-password.evidence.origin", "root-password"));
			}
			try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
				channel.force(true);
			}
			Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			return result;
		}
		finally {
			Files.deleteIfExists(written);
		}
	}

	/** A new connection, in a transaction that sees nothing that is committed later. */
	private static Connection connect(Environment environment) throws SQLException {
		HikariConfig pool = pool(environment);
		String url = pool.getJdbcUrl();
		DriverManagerDataSource database = new DriverManagerDataSource(
				url.startsWith("jdbc:h2:") ? url + ";IFEXISTS=TRUE" : url, pool.getDataSourceProperties());
		database.setUsername(pool.getUsername());
		database.setPassword(pool.getPassword());
		try {
			Connection connection = database.getConnection();
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setAutoCommit(false);
			return connection;
		}
		catch (SQLException ex) {
			// Some messages quote the URL, which may contain a password
			throw new SQLException(String.valueOf(ex.getMessage()).replace(url, "spring.datasource.url"),
					ex.getSQLState());
		}
	}

	/** As Spring Boot configures the pool of the service. It is not opened. */
	private static HikariConfig pool(Environment environment) {
		DataSourceProperties properties = new DataSourceProperties();
		properties.setEmbeddedDatabaseConnection(EmbeddedDatabaseConnection.get(ExportCommand.class.getClassLoader()));
		HikariConfig pool = new HikariConfig();
		try {
			Binder binder = Binder.get(environment);
			binder.bind("spring.datasource", Bindable.ofInstance(properties));
			pool.setJdbcUrl(properties.determineUrl());
			pool.setUsername(properties.determineUsername());
			pool.setPassword(properties.determinePassword());
			binder.bind("spring.datasource.hikari", Bindable.ofInstance(pool));
			return pool;
		}
		catch (BindException ex) {
			// Its message quotes the value
			throw new IllegalStateException(ex.getName() + " is invalid");
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
