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
import java.util.ArrayList;
import java.util.List;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import rootpassword.evidence.seal.TrailExport;
import rootpassword.evidence.verify.PrintedLines;

/**
 * The command {@code export}, which writes the trail and its evidence to a file.
 */
final class ExportCommand {

	private static final int DONE = 0;

	private static final int FAILED = 2;

	private static final String USAGE = "Usage: export --to FILE [--from-index N] [--spring.datasource.url=… and other "
			+ "properties of the service]";

	/** SQL state of H2. */
	private static final String IN_USE = "90020";

	private final PrintStream err;

	private final PrintedLines messages;

	private ExportCommand(PrintStream err) {
		this.err = err;
		this.messages = new PrintedLines(err);
	}

	/**
	 * Runs the command.
	 * @param arguments without the name of the command
	 * @param err gets one line about the result, and the progress on a terminal
	 * @return the exit code: 0, or 2 after a failure
	 */
	static int run(List<String> arguments, PrintStream err) {
		return new ExportCommand(err).run(arguments);
	}

	private int run(List<String> arguments) {
		try {
			export(Options.parse(arguments));
			return DONE;
		}
		catch (SQLException | DataAccessException ex) {
			return failed(reason(ex));
		}
		catch (UncheckedIOException ex) {
			return failed(String.valueOf(ex.getCause()));
		}
		catch (IOException | IllegalArgumentException | IllegalStateException ex) {
			return failed(String.valueOf((ex instanceof IOException) ? ex : ex.getMessage()));
		}
		catch (Throwable ex) {
			return failed(ex.toString());
		}
	}

	/** Writes another file first, so that there is never half an export. */
	private void export(Options options) throws IOException, SQLException {
		Path file = options.file.toAbsolutePath();
		SiteDatabase database = new SiteDatabase(options.properties);
		Path written = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".tmp");
		try (Connection connection = database.connect()) {
			TrailExport.Written result;
			try (Writer writer = new BufferedWriter(Files.newBufferedWriter(written), 1 << 16)) {
				JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
				result = new TrailExport(jdbc, writer, new Progress(this.err)::show).write(options.from,
						database.origin());
			}
			try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
				channel.force(true);
			}
			Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			this.messages.print("Exported " + result.sealed() + " sealed rows to " + file
					+ ((result.unsealed() == 0) ? "" : " and " + result.unsealed()
							+ " rows that are not sealed: a service that runs seals them in seconds"));
		}
		finally {
			Files.deleteIfExists(written);
		}
	}

	private int failed(String reason) {
		this.messages.print("Not exported: " + reason);
		return FAILED;
	}

	private static String reason(Exception failure) {
		if (!(NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException cause)) {
			return failure.toString();
		}
		return IN_USE.equals(cause.getSQLState()) ? "another process has the database open; stop the service first"
				: cause.getMessage() + " (SQL state " + cause.getSQLState() + ")";
	}

	/**
	 * The arguments.
	 *
	 * @param properties the arguments for the configuration
	 */
	private record Options(Path file, long from, List<String> properties) {

		static Options parse(List<String> arguments) {
			String file = "";
			String from = "0";
			List<String> properties = new ArrayList<>();
			for (int i = 0; i < arguments.size(); i++) {
				String argument = arguments.get(i);
				String next = (i + 1 < arguments.size()) ? arguments.get(i + 1) : "";
				switch (argument) {
					case "--to" -> {
						file = next;
						i++;
					}
					case "--from-index" -> {
						from = next;
						i++;
					}
					default -> properties.add(argument);
				}
			}
			boolean valid = !file.isEmpty() && from.matches("[0-9]{1,18}")
					&& properties.stream().allMatch((property) -> property.matches("(?s)--[^=]+=.*"));
			if (!valid) {
				throw new IllegalArgumentException(USAGE);
			}
			return new Options(Path.of(file), Long.parseLong(from), properties);
		}

	}

}
