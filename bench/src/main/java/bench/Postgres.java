package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * PostgreSQL with its defaults and a new data directory, from the embedded binaries.
 */
final class Postgres implements AutoCloseable {

	static final String USER = "postgres";

	/** The kernel counts CPU time in hundredths of a second. */
	private static final long TICK_MILLIS = 10;

	private final EmbeddedPostgres server;

	private final Path data;

	Postgres(Path directory) throws IOException, SQLException {
		this.data = directory.resolve("data");
		// The library runs PostgreSQL without durable commits, for tests. The last value
		// of an option wins.
		this.server = EmbeddedPostgres.builder()
			.setRegisterShutdownHook(false)
			.setDataDirectory(this.data)
			.setServerConfig("listen_addresses", "127.0.0.1")
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("max_connections", "100")
			.start();
		if (!query("select current_setting('fsync') || current_setting('synchronous_commit')").equals("onon")) {
			throw new IllegalStateException("PostgreSQL does not run with durable commits");
		}
	}

	String version() throws SQLException {
		return query("show server_version");
	}

	/** Creates a database and returns its JDBC URL. */
	String createDatabase(String name) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		return url(name);
	}

	private String query(String sql) throws SQLException {
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getString(1);
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(url("postgres"), USER, "");
	}

	private String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.server.getPort() + "/" + database;
	}

	/** User and system time of all processes so far, from {@code /proc}. */
	Duration cpu() {
		try (var lines = Files.lines(this.data.resolve("postmaster.pid"))) {
			ProcessHandle server = ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow())).orElseThrow();
			// The server's own time, that of its children that have ended, and of the others
			long ticks = ticks(server, 4) + server.children().mapToLong((session) -> ticks(session, 2)).sum();
			return Duration.ofMillis(ticks * TICK_MILLIS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The first fields of user time, system time, and both of ended children. */
	private static long ticks(ProcessHandle process, int fields) {
		try {
			String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
			// The name of the program may contain spaces
			return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "))
				.skip(11)
				.limit(fields)
				.mapToLong(Long::parseLong)
				.sum();
		}
		catch (IOException ex) {
			// Ended
			return 0;
		}
	}

	Sampler sample() throws SQLException {
		return new Sampler(connect());
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	/**
	 * Looks every 20 ms at what the sessions do.
	 */
	static final class Sampler implements AutoCloseable {

		private static final String SESSIONS = """
				select coalesce(wait_event_type || ':' || wait_event, 'CPU') || '  ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 90)
				from pg_stat_activity where backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()""";

		private final Map<String, Integer> counts = new ConcurrentHashMap<>();

		private final Connection connection;

		private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::look);

		private Sampler(Connection connection) {
			this.connection = connection;
			this.thread.start();
		}

		private void look() {
			try (PreparedStatement statement = this.connection.prepareStatement(SESSIONS)) {
				while (!Thread.interrupted()) {
					try (ResultSet rows = statement.executeQuery()) {
						while (rows.next()) {
							this.counts.merge(rows.getString(1), 1, Integer::sum);
						}
					}
					Thread.sleep(20);
				}
			}
			catch (InterruptedException | SQLException ex) {
				// Closed
			}
		}

		@Override
		public String toString() {
			int all = this.counts.values().stream().mapToInt(Integer::intValue).sum();
			return this.counts.entrySet()
				.stream()
				.sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
				.limit(15)
				.map((entry) -> "%5.1f %%  %s".formatted(100.0 * entry.getValue() / all, entry.getKey()))
				.collect(Collectors.joining("\n"));
		}

		@Override
		public void close() throws SQLException, InterruptedException {
			this.thread.interrupt();
			this.thread.join();
			this.connection.close();
		}

	}

}
