package rootpassword;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.Appender;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What an operator can do wrong stops the start with one description that says what to
 * do.
 */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartFailureTests {

	private static final String CANARY = "Canary4711";

	private static final String URL = "spring.datasource.url=";

	private final ProviderStub provider = ProviderStub.start();

	private final Database postgres = Database.migratedPostgres();

	private final String role = this.postgres.url().replaceFirst(".*/", "start_");

	@TempDir
	private static Path directory;

	private ServerSocket busy;

	@BeforeAll
	void open() throws IOException {
		this.postgres.execute("create role " + this.role + " login");
		this.busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

	@AfterAll
	void close() throws IOException {
		this.busy.close();
		this.provider.close();
	}

	/** An earlier start of this JVM lets the log leave out the same line. */
	@BeforeEach
	void forgetEarlierLines() {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).iteratorForAppenders()
			.forEachRemaining(Appender::clearAllFilters);
	}

	@ParameterizedTest
	@MethodSource({ "files", "properties", "databases" })
	void saysInOneLineWhatToDo(String line, String[] properties, CapturedOutput output) {
		assertFails(line, output, properties);
	}

	Stream<Arguments> files() throws IOException {
		Path broken = write("broken.yaml", "a:\n  b: {c\n  password: " + CANARY);
		Path bad = write("bad.pem", CANARY);
		Path none = directory.resolve("none.pem");
		Path missing = directory.resolve("missing.yaml");
		// Even the superuser cannot read it
		Path unreadable = Files.createSymbolicLink(directory.resolve("unreadable.yaml"), Path.of("/proc/self/mem"));
		String imported = "spring.config.additional-location=file:";
		String keyFile = "root-password.evidence.key-file";
		String callersFile = "root-password.callers-file must be a file of valid callers, but it ";
		String ssl = "server.ssl or its bundle in spring.ssl.bundle has a file that cannot be read, is damaged or";
		return Stream.of(row("spring.config has a file that is not valid YAML (line 3);", imported + broken),
				row("spring.config has a file that is not valid YAML (line 2);",
						imported + write("tab.yaml", "a:\n\tpassword: " + CANARY)),
				row("spring.config has a file that is not valid YAML;",
						imported + write("control.yaml", "a: \u0001" + CANARY)),
				row("spring.config has a file that cannot be read (IOException);", imported + unreadable),
				row("Config data resource 'file [" + missing + "]'", "spring.config.import=file:" + missing),
				row("spring.config has a location or an import that cannot be used;", imported + bad),
				row(keyFile + " names the key file " + none + " cannot be read", keyFile + "=" + none),
				row(keyFile + " names the key file " + bad + " is not an Ed25519 private key", keyFile + "=" + bad),
				row(callersFile + "cannot be read", "root-password.callers-file=" + directory),
				row(callersFile + "is not valid YAML", "root-password.callers-file=" + broken),
				row(ssl, "server.ssl.key-store=" + none),
				row(ssl, "server.ssl.key-store=" + bad, "server.ssl.key-store-password=" + CANARY),
				row(ssl, "server.ssl.certificate=" + bad, "server.ssl.certificate-private-key=" + bad),
				row(ssl, "server.ssl.bundle=api", "spring.ssl.bundle.pem.api.keystore.certificate=file:" + none),
				row("server.ssl.bundle names a bundle that spring.ssl.bundle does not have", "server.ssl.bundle=api"));
	}

	Stream<Arguments> properties() {
		String url = "spring.datasource.url must be jdbc:postgresql://host:port/database or jdbc:h2:file:./path";
		String hikari = "spring.datasource.hikari.";
		return Stream.of(row("server.port must be a port from 0 to 65535", "server.port=80000"),
				row("server.port must be a port from 0 to 65535", "server.port=" + CANARY),
				row("management.server.port must be a port", "management.server.port=80000"),
				row("management.server.port must differ from server.port", "server.port=18080",
						"management.server.port=18080"),
				row("server.port or management.server.port is " + this.busy.getLocalPort() + ", which another",
						"server.port=" + this.busy.getLocalPort()),
				row("server.address or server.port cannot be opened;", "server.address=192.0.2.1"),
				row("server.address must be a valid InetAddress", "server.address=no-host.invalid"),
				row("A property refers to a variable that is not set", "server.port=${NOT_SET}"),
				row(url, URL + "jdbc:mysql://127.0.0.1/ledger"),
				row(url, URL + "postgresql://service:" + CANARY + "@127.0.0.1/ledger"),
				row(url, URL + "jdbc:postgresql://127.0.0.1:port/ledger"),
				row(hikari + "maximum-pool-size has a value that is not allowed", hikari + "maximum-pool-size=0"),
				row(hikari + "maximum-pool-size must be a valid int", hikari + "maximum-pool-size=" + CANARY),
				row(hikari + "schema must not be set; use ?currentSchema=", hikari + "schema=" + CANARY),
				row("spring.datasource.driver-class-name must not be set", "spring.datasource.driver-class-name=a"),
				row("root-password.ledger.start-wait must be from 0s to 1h", "root-password.ledger.start-wait=2h"));
	}

	Stream<Arguments> databases() {
		return Stream.of(
				named("a database that does not answer (SQL state 08001)", URL + "jdbc:postgresql://127.0.0.1:1/a"),
				named("a database that refuses spring.datasource.username and .password",
						"spring.datasource.username=unknown"),
				named("a database that refuses spring.datasource.hikari.connection-init-sql",
						"spring.datasource.hikari.connection-init-sql=wrong"),
				named("a database in which the role may not do this; for the migration the administrator must grant",
						URL + Database.postgres().url(), "spring.datasource.username=" + this.role),
				named("a database that has tables of another program",
						URL + changed(Database.postgres(), "create table item (id int)")),
				named("a database with the migration history of another program",
						URL + changed(Database.migratedPostgres(),
								"update flyway_schema_history set checksum = 1 where version = '1'")),
				named("a database with the encoding EUC_CN", URL + encoded()),
				row("spring.flyway.enabled is false, and there are no tables yet, but this program needs version 1; "
						+ "run the command migrate", URL + Database.postgres().url(), "spring.flyway.enabled=false"));
	}

	private void assertFails(String line, CapturedOutput output, String... properties) {
		int before = output.getAll().length();
		assertThatException().isThrownBy(() -> Facade.start(this.postgres, this.provider,
				Stream.concat(Stream.of("root-password.ledger.start-wait=0s"), Arrays.stream(properties))
					.toArray(String[]::new)));
		String printed = output.getAll().substring(before);
		assertThat(printed).containsOnlyOnce("\nDescription:\n\n" + line)
			.containsOnlyOnce("Description:")
			.containsPattern("\nDescription:\n\n.+\n\nAction:\n\n.+\n")
			.doesNotContain("\tat ", CANARY, "Exception:");
	}

	private static Arguments row(String line, String... properties) {
		return arguments(line, properties);
	}

	private static Arguments named(String reason, String... properties) {
		return row("spring.datasource.url names " + reason, properties);
	}

	private Path write(String name, String content) throws IOException {
		return Files.writeString(directory.resolve(name), content, StandardCharsets.UTF_8);
	}

	private static String changed(Database database, String statement) {
		database.execute(statement);
		return database.url();
	}

	private String encoded() {
		this.postgres.execute("create database " + this.role + " template template0 encoding 'EUC_CN' locale 'C'");
		return this.postgres.named(this.role).url();
	}

}
