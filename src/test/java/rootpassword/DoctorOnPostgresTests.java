package rootpassword;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.doctor.Report;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.database.RestartablePostgres;
import rootpassword.kit.database.TransactionPooler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static rootpassword.DoctorTests.assertFinds;

/**
 * The commands {@code doctor} and {@code migrate} on a PostgreSQL of their own. Each
 * broken ledger is a copy of the right one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorOnPostgresTests {

	private static final String URL = "fail ledger spring.datasource.url names ";

	@TempDir
	private static Path directory;

	private RestartablePostgres server;

	private int databases;

	@BeforeAll
	void start() {
		this.server = RestartablePostgres.in(directory);
		admin().execute("create role owner login", "create role service login", "create role reader login",
				"alter role owner set synchronous_commit = on", "alter role service set synchronous_commit = on",
				"alter role reader set default_transaction_read_only = on", "create database ledger owner owner",
				"create database empty owner owner");
		Database ledger = admin().named("ledger");
		ledger.execute("grant create on schema public to owner",
				"alter default privileges for role owner in schema public grant select, insert, update, delete on tables to service");
		assertThat(migrate(ledger, "owner")).isEqualTo("0 Migrated: the tables now have version 1\n");
		assertThat(migrate(ledger, "owner")).isEqualTo("0 Nothing to migrate: the tables have version 1\n");
		ledger.execute("revoke update, delete, truncate on trail from service");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void aRightSetUpIsOk() {
		try (DoctorFixture fixture = fixture(copy())) {
			Report report = fixture.set("spring.flyway.user=owner").report();
			assertThat(report.rows()).extracting(Object::toString)
				.filteredOn((row) -> !row.contains("[default]") && !row.startsWith("ok "))
				// The servers of the tests do not write to the disk
				.singleElement()
				.asString()
				.startsWith("fail durability fsync or full_page_writes is off");
		}
	}

	static Stream<Arguments> brokenLedgers() {
		return Stream.of(
				broken(URL + "a database that does not answer (SQL state 08001)",
						(it) -> it.set("spring.datasource.url=jdbc:postgresql://127.0.0.1:1/ledger")),
				broken(URL + "a host that cannot be resolved",
						(it) -> it.set("spring.datasource.url=jdbc:postgresql://db.invalid/ledger")),
				broken(URL + "a database that refuses spring.datasource.username and .password",
						(it) -> it.set("spring.datasource.username=nobody")),
				broken(URL + "a database that is read-only; it must be the primary",
						(it) -> it.set("spring.datasource.username=reader")),
				broken("fail schema spring.flyway.user names a database that refuses",
						(it) -> it.set("spring.flyway.user=nobody")),
				broken("warn role the role of the service is a superuser",
						(it) -> it.set("spring.datasource.username=postgres")),
				broken("warn role the role of the service owns the tables",
						(it) -> it.set("spring.datasource.username=owner")),
				broken("warn ledger-clock the clock of the database differs by",
						(it) -> it.clockOff(Duration.ofMinutes(20))),
				broken("fail fingerprint-key a key that idempotency keys in the ledger use is not configured: test",
						(it) -> it.set("root-password.secret-keys[0].id=other")),
				broken("fail evidence-key root-password.evidence.key-file must name a file",
						(it) -> it.set("root-password.evidence.key-file")),
				broken("fail configuration root-password.secret-keys[0].key must be base64",
						(it) -> it.set("root-password.secret-keys[0].key=x")));
	}

	@ParameterizedTest
	@MethodSource("brokenLedgers")
	void namesTheFaultOfALedger(String row, Consumer<DoctorFixture> fault) {
		Database ledger = copy();
		ledger.execute("""
				insert into idempotency (instance, identity, idempotency_key, fingerprint, first_attempt, used_at)
				values ('dds-1', 'a', 'k', 'test:00', gen_random_uuid(), now())""");
		try (DoctorFixture fixture = fixture(ledger)) {
			fault.accept(fixture);
			assertFinds(row, fixture);
		}
	}

	static Stream<Arguments> brokenDatabases() {
		return Stream.of(
				statement("fail role the role of the service may not update on claim",
						"revoke update on claim from service"),
				statement("fail role the role of the service may not insert into trail",
						"revoke insert on trail from service"),
				statement("fail role the role of the service may not insert into trail",
						"revoke all on sequence trail_seq from service"),
				statement("fail role the role of the service may not execute ensure_trail_partitions",
						"revoke all on function ensure_trail_partitions() from service"),
				statement("warn role the role of the service may change rows of the trail",
						"grant delete on trail to service"),
				statement("warn synchronous-commit synchronous_commit is off",
						"alter role service in database %s set synchronous_commit = off"),
				statement("fail ledger spring.datasource.url names a database that ends statements too soon",
						"alter role service in database %s set statement_timeout = 100"),
				statement("fail schema a migration of the tables has failed",
						"update flyway_schema_history set success = false where version = '1'"),
				statement("fail schema there are no tables yet, but this program needs version 1",
						"drop table flyway_schema_history"),
				statement("skipped schema the role may not read flyway_schema_history",
						"revoke all on flyway_schema_history from service"),
				statement("warn seal the oldest row without a seal is 120 min old",
						"insert into trail (event, caller, source_address, at) values ('refused', 'a', '::1', now() - interval '2 hours')"));
	}

	@ParameterizedTest
	@MethodSource("brokenDatabases")
	void namesTheFaultOfADatabase(String row, String statement) {
		Database ledger = copy();
		ledger.execute(statement.formatted(ledger.url().replaceFirst(".*/", "")));
		try (DoctorFixture fixture = fixture(ledger)) {
			assertFinds(row, fixture.set("spring.flyway.enabled=false"));
		}
	}

	@Test
	void findsAnotherEvidenceKey() throws Exception {
		Database ledger = copy();
		Path key = Files.writeString(directory.resolve("evidence.key"), EvidenceKey.newPem());
		try (DoctorFixture fixture = fixture(ledger)) {
			ledger.update("insert into seal_checkpoint (size, note) values (1, ?)",
					"root-password\n1\n" + "A".repeat(43) + "=\n\n\u2014 root-password "
							+ Base64.getEncoder().encodeToString(new byte[68]) + "\n");
			assertFinds("fail evidence-key another key has signed the newest checkpoint",
					fixture.set("root-password.evidence.key-file=" + key));
			assertFinds("warn evidence-key the newest checkpoint has another origin",
					fixture.set("root-password.evidence.origin=other"));
		}
	}

	@Test
	void looksUpTheNewestInstance() {
		Database ledger = copy();
		ledger.execute(
				"""
						insert into attempt (id, instance, caller, identity, source_address, opened_at, lease_until, outcome, settled_at)
						values (gen_random_uuid(), 'dds-bp1doctor', 'a', 'a', '::1', now(), now(), 'accepted', now())""");
		try (DoctorFixture fixture = fixture(ledger)) {
			assertFinds("fail login-check dds-bp1doctor1.mongodb.invalid cannot be resolved",
					fixture.set("root-password.login-check.enabled=true",
							"root-password.login-check.addresses={instance}1.mongodb.invalid:3717"));
		}
	}

	@Test
	void findsAPoolerInTransactionMode() throws Exception {
		Database ledger = copy();
		try (TransactionPooler pooler = TransactionPooler.to(ledger); DoctorFixture fixture = fixture(ledger)) {
			assertFinds(URL + "a pooler that shares sessions between clients", fixture
				.set("spring.datasource.url=" + ledger.url().replaceFirst(":\\d+/", ":" + pooler.port() + "/")));
		}
	}

	@Test
	void saysInOneLineWhyItDoesNotMigrate() {
		Database empty = admin().named("empty");
		assertThat(migrate(empty, "service")).startsWith(
				"2 Not migrated: spring.datasource.url or spring.flyway.url names a database in which the role may not do this");
		assertThat(migrate(empty, "nobody"))
			.startsWith("2 Not migrated: spring.datasource.url or spring.flyway.url names a database that refuses");
		assertThat(migrate(empty.named("none"), "owner")).startsWith(
				"2 Not migrated: spring.datasource.url or spring.flyway.url names a database that its server does not have");
	}

	/** The service's own role may be wrong: the command does not use it. */
	private static String migrate(Database database, String owner) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		PrintStream both = new PrintStream(out);
		int exitCode = OperatorCommands
			.run(new String[] { "migrate", "--spring.datasource.url=" + database.url(),
					"--spring.datasource.username=x", "--spring.flyway.user=" + owner, "--spring.flyway.enabled=false",
					"--root-password.ledger.start-wait=0s" }, both, both)
			.orElseThrow();
		assertThat(out.toString().lines()).hasSize(1);
		return exitCode + " " + out;
	}

	private Database admin() {
		return this.server.database();
	}

	private synchronized Database copy() {
		String name = "copy" + (++this.databases);
		admin().execute("create database " + name + " template ledger");
		return admin().named(name);
	}

	private static DoctorFixture fixture(Database ledger) {
		return DoctorFixture.offline(ledger).set("spring.datasource.username=service");
	}

	private static Arguments broken(String row, Consumer<DoctorFixture> fault) {
		return arguments(row, fault);
	}

	private static Arguments statement(String row, String statement) {
		return arguments(row, statement);
	}

}
