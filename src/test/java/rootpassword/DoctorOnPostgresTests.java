package rootpassword;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.doctor.LedgerReader;
import rootpassword.doctor.Report;
import rootpassword.evidence.seal.Sealer;
import rootpassword.kit.IdentityProvider;
import rootpassword.kit.LogCollector;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.database.RestartablePostgres;
import rootpassword.kit.database.TransactionPooler;
import rootpassword.kit.database.TwoRoles;
import rootpassword.kit.provider.ActionTrailStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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

	private static final String REFUSED = "insert into trail (event, caller, source_address, at) values ('refused', 'a', '::1', %s)";

	private int databases;

	private TwoRoles roles;

	@BeforeAll
	void start() {
		this.server = RestartablePostgres.durableIn(directory);
		this.roles = TwoRoles.createOn(this.server.database());
		assertThat(migrate(this.roles.owner())).isEqualTo("0 Migrated: the tables now have version 1\n");
		assertThat(migrate(this.roles.owner())).isEqualTo("0 Nothing to migrate: the tables have version 1\n");
		this.roles.grantRights();
		admin().execute("create role reader login", "alter role reader set default_transaction_read_only = on",
				"create database empty owner ledger_owner");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	/** Every area is on, and what it needs is there. */
	@Test
	void aRightSetUpIsOk() throws IOException {
		Database ledger = copy();
		ledger.execute(REFUSED.formatted("now()"));
		new Sealer(new JdbcTemplate(ledger.source()), TransactionOperations.withoutTransaction(), true,
				EvidenceKey.signer())
			.seal();
		try (DoctorFixture fixture = fixture(DoctorFixture.on(ledger));
				ActionTrailStub trail = ActionTrailStub.start(fixture.provider);
				IdentityProvider idp = IdentityProvider.start();
				LogCollector collector = LogCollector.start();
				WebhookReceiver webhook = WebhookReceiver.start();
				WitnessStub witness = WitnessStub.start(EvidenceKey.verifierKey())) {
			Report report = fixture.set(trail.properties().toArray(String[]::new))
				.set(webhook.properties())
				.set("root-password.issuers[0].issuer=" + idp.issuer(), "root-password.issuers[0].audience=a",
						"root-password.export.otlp.enabled=true",
						"management.opentelemetry.logging.export.otlp.endpoint=" + collector.endpoint("logs"),
						"root-password.evidence.witnesses[0].url=" + witness.url(),
						"root-password.evidence.witnesses[0].key=" + witness.verifierKey(),
						"root-password.evidence.anchor-file=" + directory.resolve("anchors"))
				.report();
			assertThat(report.rows()).extracting(Object::toString).hasSize(21).allMatch((row) -> row.startsWith("ok "));
			assertThat(report.exitCode()).isZero();
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
						(it) -> it.set("spring.datasource.username=ledger_owner")),
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
						"revoke update on claim from ledger_service"),
				statement("fail role the role of the service may not insert into trail",
						"revoke insert on trail from ledger_service"),
				statement("fail role the role of the service may not insert into trail",
						"revoke all on sequence trail_seq from ledger_service"),
				statement("fail role the role of the service may not insert on reconciliation_turn",
						"revoke insert on reconciliation_turn from ledger_service"),
				statement("fail role the role of the service may not execute ensure_trail_partitions",
						"revoke all on function ensure_trail_partitions() from ledger_service"),
				statement("warn role the role of the service may change rows of the trail",
						"grant delete on trail to ledger_service"),
				statement("warn synchronous-commit synchronous_commit is off",
						"alter role ledger_service in database %s set synchronous_commit = off"),
				statement("fail ledger spring.datasource.url names a database that ends statements too soon",
						"alter role ledger_service in database %s set statement_timeout = 100"),
				statement("fail schema a migration of the tables has failed",
						"update flyway_schema_history set success = false where version = '1'"),
				statement("fail schema there are no tables yet, but this program needs version 1",
						"drop table flyway_schema_history"),
				statement("skipped schema the role may not read flyway_schema_history",
						"revoke all on flyway_schema_history from ledger_service"),
				statement("warn seal the oldest row without a seal is 120 min old",
						REFUSED.replace("%s", "now() - interval '2 hours'")));
	}

	@ParameterizedTest
	@MethodSource("brokenDatabases")
	void namesTheFaultOfADatabase(String row, String statement) {
		Database ledger = copy();
		ledger.execute(statement.replace("%s", ledger.url().replaceFirst(".*/", "")));
		try (DoctorFixture fixture = fixture(ledger)) {
			assertFinds(row, fixture.set("spring.flyway.user", "spring.flyway.enabled=false",
					"root-password.actiontrail.enabled=true"));
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
		ledger.execute("insert into trail (event, caller, source_address, instance, outcome) "
				+ "values ('settled', 'a', '::1', 'dds-bp1older', 'accepted'), ('settled', 'a', '::1', 'dds-bp1doctor', 'accepted')");
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

	/** Not even a single statement, which the driver itself would let through. */
	@Test
	void writesNothing() throws SQLException {
		JdbcConnectionDetails owner = fixture(copy()).setup().owner();
		try (LedgerReader reader = LedgerReader.open(owner)) {
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> reader.jdbc().sql("create table t (n int)").update())
				.withMessageContaining("read-only transaction");
		}
	}

	@Test
	void findsAServerThatDoesNotWriteToTheDisk() {
		// As those of the tests are, because no test outlives a crash of the machine
		try (DoctorFixture fixture = DoctorFixture.offline(Database.migratedPostgres())) {
			assertFinds("fail durability fsync or full_page_writes is off", fixture);
		}
	}

	@Test
	void findsAStandby(@TempDir Path copy) throws Exception {
		try (RestartablePostgres standby = this.server.standby(copy, 0)) {
			Database ledger = standby.database().named("ledger");
			try (DoctorFixture fixture = fixture(DoctorFixture.offline(ledger))) {
				assertFinds(URL + "a database that is read-only; it must be the primary", fixture);
			}
			assertThat(migrate(as("ledger_owner", ledger))).startsWith(
					"2 Not migrated: spring.datasource.url or spring.flyway.url names a database that is read-only");
		}
	}

	@Test
	void saysInOneLineWhyItDoesNotMigrate() {
		Database empty = admin().named("empty");
		assertThat(migrate(as("ledger_service", empty))).startsWith(
				"2 Not migrated: spring.datasource.url or spring.flyway.url names a database in which the role may not do this");
		assertThat(migrate(as("nobody", empty)))
			.startsWith("2 Not migrated: spring.datasource.url or spring.flyway.url names a database that refuses");
		assertThat(migrate(as("ledger_owner", empty.named("none")))).startsWith(
				"2 Not migrated: spring.datasource.url or spring.flyway.url names a database that its server does not have");
	}

	/** The service's own role may be wrong: the command does not use it. */
	private static String migrate(Database owner) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		PrintStream both = new PrintStream(out);
		int exitCode = OperatorCommands
			.run(new String[] { "migrate", "--spring.datasource.url=" + owner.url(), "--spring.datasource.username=x",
					"--spring.flyway.user=" + owner.username(), "--spring.flyway.password=" + owner.password(),
					"--spring.flyway.enabled=false", "--root-password.ledger.start-wait=0s" }, both, both);
		assertThat(out.toString().lines()).hasSize(1);
		return exitCode + " " + out;
	}

	private static Database as(String role, Database database) {
		return new Database(database.url(), role, "secret");
	}

	private Database admin() {
		return this.server.database();
	}

	private synchronized Database copy() {
		String name = "copy" + (++this.databases);
		admin().execute("create database " + name + " template ledger");
		return admin().named(name);
	}

	private DoctorFixture fixture(Database ledger) {
		return fixture(DoctorFixture.offline(ledger));
	}

	private DoctorFixture fixture(DoctorFixture fixture) {
		return fixture.set("spring.datasource.username=" + this.roles.service().username(),
				"spring.datasource.password=" + this.roles.service().password(),
				"spring.flyway.user=" + this.roles.owner().username(),
				"spring.flyway.password=" + this.roles.owner().password());
	}

	private static Arguments broken(String row, Consumer<DoctorFixture> fault) {
		return arguments(row, fault);
	}

	private static Arguments statement(String row, String statement) {
		return arguments(row, statement);
	}

}
