package rootpassword.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import rootpassword.kit.Container;
import rootpassword.kit.Images;

/**
 * A real PostgreSQL: in a container where a Docker engine answers, otherwise from the
 * binaries on the class path. It does not flush to the disk: no test outlives a crash of
 * the machine.
 */
final class PostgresServer {

	private static final Logger LOGGER = LoggerFactory.getLogger(PostgresServer.class);

	private static final String IMAGE = System.getProperty("test.postgres.image", "postgres:17");

	private static final String MAX_CONNECTIONS = "300";

	/** Bytes; all tests together take half of it. */
	private static final long ROOM = 5L << 30;

	private final AtomicInteger databases = new AtomicInteger();

	private final Database maintenance;

	/** How a new database is made. */
	private final String strategy;

	private PostgresServer(String description, Database maintenance, String strategy) {
		LOGGER.info("Tests run on PostgreSQL from {}", description);
		this.maintenance = maintenance;
		this.strategy = strategy;
	}

	static PostgresServer shared() {
		return Shared.INSTANCE;
	}

	Database createDatabase() {
		return createDatabase("template1");
	}

	/** Copies a database that was migrated once. */
	Database createMigratedDatabase() {
		return createDatabase(Migrated.TEMPLATE);
	}

	private Database createDatabase(String template) {
		String name = "ledger_" + this.databases.incrementAndGet();
		this.maintenance.execute("create database " + name + " template " + template + this.strategy);
		return this.maintenance.named(name);
	}

	private static PostgresServer start() {
		String choice = System.getProperty("test.postgres", "auto");
		return switch (choice) {
			case "docker" -> inDocker();
			case "embedded" -> embedded();
			case "auto" -> hasImage() ? inDocker() : embedded();
			default -> throw new IllegalArgumentException("test.postgres must be auto, docker or embedded");
		};
	}

	/** Asked before Testcontainers, which would wait for minutes for a registry. */
	private static boolean hasImage() {
		try {
			Container.docker("version");
			Images.OF_DOCKER.require(IMAGE, "The tests take the embedded PostgreSQL.");
			return DockerClientFactory.instance().isDockerAvailable();
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			LOGGER.info("No PostgreSQL in a container: {}", ex.getMessage());
			return false;
		}
	}

	// Ends with the JVM, by Testcontainers' own means
	@SuppressWarnings("resource")
	private static PostgresServer inDocker() {
		PostgreSQLContainer container = new PostgreSQLContainer(
				DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"))
			.withCommand("postgres", "-c", "max_connections=" + MAX_CONNECTIONS, "-c", "fsync=off");
		container.start();
		return new PostgresServer("the image " + IMAGE,
				new Database("jdbc:postgresql://" + container.getHost() + ":" + container.getFirstMappedPort() + "/"
						+ container.getDatabaseName(), container.getUsername(), container.getPassword()),
				"");
	}

	// Ends with the JVM, by its own shutdown hook
	@SuppressWarnings("resource")
	private static PostgresServer embedded() {
		try {
			Path memory = memory();
			EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
			EmbeddedPostgres postgres = ((memory != null) ? builder.setDataDirectory(memory) : builder).setPort(port())
				.setServerConfig("max_wal_size", "128MB")
				.setServerConfig("listen_addresses", "127.0.0.1")
				.setServerConfig("max_connections", MAX_CONNECTIONS)
				.setServerConfig("fsync", "off")
				.setPGStartupWait(Duration.ofMinutes(1))
				.start();
			return new PostgresServer("embedded binaries",
					new Database("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres",
							"postgres"),
					(memory != null) ? " strategy file_copy" : "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A free port below the ones that the system gives to others, which might take it
	 * while the server's files are made.
	 */
	private static int port() throws IOException {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return free.getLocalPort();
			}
			catch (BindException ex) {
				// Taken
			}
		}
	}

	/**
	 * A directory in memory where there is room, because each new database is 300 files.
	 */
	private static @Nullable Path memory() throws IOException {
		Path memory = Path.of("/dev/shm");
		if (!Files.isWritable(memory) || Files.getFileStore(memory).getUsableSpace() < ROOM) {
			return null;
		}
		String name = "root-password-postgres-";
		try (DirectoryStream<Path> others = Files.newDirectoryStream(memory, name + "*")) {
			for (Path other : others) {
				// A killed JVM left it
				if (ProcessHandle.of(Long.parseLong(other.getFileName().toString().substring(name.length())))
					.isEmpty()) {
					FileSystemUtils.deleteRecursively(other);
				}
			}
		}
		return memory.resolve(name + ProcessHandle.current().pid());
	}

	private static final class Shared {

		private static final PostgresServer INSTANCE = start();

	}

	private static final class Migrated {

		private static final String TEMPLATE = create();

		private static String create() {
			Database maintenance = shared().maintenance;
			maintenance.execute("create database migrated");
			maintenance.named("migrated").migrate();
			return "migrated";
		}

	}

}
