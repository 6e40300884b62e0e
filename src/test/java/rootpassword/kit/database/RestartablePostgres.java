package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server of one test, which the test stops, kills and starts again.
 */
public final class RestartablePostgres implements AutoCloseable {

	private final Path directory;

	private EmbeddedPostgres server;

	private RestartablePostgres(Path directory) {
		this.directory = directory;
		this.server = start(0);
	}

	/** Starts a new server with its files in the directory. */
	public static RestartablePostgres in(Path directory) {
		return new RestartablePostgres(directory);
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
		try {
			return EmbeddedPostgres.builder()
				.setDataDirectory(this.directory.resolve("data"))
				.setCleanDataDirectory(false)
				.setPort(port)
				.setServerConfig("listen_addresses", "127.0.0.1")
				.setPGStartupWait(Duration.ofMinutes(1))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
