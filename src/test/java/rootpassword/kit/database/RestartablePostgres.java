package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server of one test, which the test stops, kills and starts again.
 */
public final class RestartablePostgres implements AutoCloseable {

	private final Path directory;

	private EmbeddedPostgres server;

	/** Whether a commit is on the disk before it is answered. */
	private final boolean durable;

	private RestartablePostgres(Path directory, int port, boolean durable) {
		this.directory = directory;
		this.durable = durable;
		this.server = start(port);
	}

	/** Starts a new server with its files in the directory. */
	public static RestartablePostgres in(Path directory) {
		return new RestartablePostgres(directory, 0, false);
	}

	/** The same, with the durability that PostgreSQL itself has by default. */
	public static RestartablePostgres durableIn(Path directory) {
		return new RestartablePostgres(directory, 0, true);
	}

	/**
	 * Copies this server, and starts the copy as its standby in the directory.
	 * @param port of the standby, or 0 for any
	 */
	public RestartablePostgres standby(Path directory, int port) throws IOException, SQLException {
		Path copy = directory.resolve("data");
		try (Connection connection = database().connect(); Statement backup = connection.createStatement()) {
			backup.execute("select pg_backup_start('standby', true)");
			FileSystemUtils.copyRecursively(this.directory.resolve("data"), copy);
			ResultSet label = backup.executeQuery("select labelfile from pg_backup_stop(false)");
			label.next();
			Files.writeString(copy.resolve("backup_label"), label.getString(1));
		}
		for (String own : List.of("postmaster.pid", "postmaster.opts", "epg-lock")) {
			Files.deleteIfExists(copy.resolve(own));
		}
		Files.writeString(copy.resolve("postgresql.auto.conf"),
				"primary_conninfo = 'host=127.0.0.1 port=" + this.server.getPort()
						+ " user=postgres application_name=standby'\nwal_retrieve_retry_interval = '100ms'\n");
		Files.createFile(copy.resolve("standby.signal"));
		Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
		RestartablePostgres standby = new RestartablePostgres(directory, port, this.durable);
		await()
			.until(() -> database().number("select count(*) from pg_stat_replication where state = 'streaming'") == 1);
		return standby;
	}

	/** Changes a setting of the running server. */
	public void set(String name, String value) {
		database().execute("alter system set " + name + " = '" + value + "'",
				"do $$ begin perform pg_reload_conf(); end $$");
	}

	/** Makes a standby the primary. */
	public void promote() {
		database().column(Boolean.class, "select pg_promote()");
	}

	public Database database() {
		return new Database("jdbc:postgresql://127.0.0.1:" + this.server.getPort() + "/postgres", "postgres",
				"postgres");
	}

	/** Stops the server in good order. */
	public void stop() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Kills all its processes at once, as in a crash of its machine. */
	public void kill() throws IOException, InterruptedException {
		new ProcessBuilder("pkill", "-9", "-f", "postgres.*-p " + this.server.getPort()).start().waitFor();
		stop();
	}

	/**
	 * Starts the stopped server on the same port, with the same files. Processes of the
	 * old server, or another program, may hold files and port for a while.
	 */
	public void restart() {
		this.server = await().atMost(Duration.ofMinutes(3))
			.ignoreExceptions()
			.until(() -> start(this.server.getPort()), Objects::nonNull);
	}

	@Override
	public void close() {
		stop();
	}

	private EmbeddedPostgres start(int port) {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setDataDirectory(this.directory.resolve("data"))
			.setCleanDataDirectory(false)
			.setPort(port)
			.setServerConfig("listen_addresses", "127.0.0.1")
			.setPGStartupWait(Duration.ofMinutes(1));
		if (this.durable) {
			List.of("fsync", "full_page_writes", "synchronous_commit")
				.forEach((setting) -> builder.setServerConfig(setting, "on"));
		}
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
