package rootpassword.chart;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.test.util.ReflectionTestUtils;
import rootpassword.ServiceCheck;
import rootpassword.doctor.Setup;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.database.TwoRoles;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.ledger.database.Migration;
import rootpassword.ledger.health.TrailUpkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The program, started only with the rendered chart for production, on a PostgreSQL whose
 * two roles were made with the statements of docs/examples.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class ChartOnPostgresTests {

	private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

	private final ProviderStub provider = ProviderStub.start();

	private TwoRoles roles;

	private Facade facade;

	/** What the init container does. */
	private Supplier<String> migration;

	@BeforeAll
	void start(@TempDir Path mounts) throws IOException {
		this.roles = TwoRoles.createOn(Database.postgres());
		String url = this.roles.owner().url();
		Map<String, String> settings = this.provider.properties();
		List<Manifest> manifests = Chart.manifests("production", "database.url=" + url,
				"provider.endpoint=" + settings.get("root-password.dds.endpoint"),
				"settings.root-password.dds.protocol=http");
		Pod pod = Pod.of(manifests,
				Map.of("provider/access-key-id", settings.get("ALIBABA_CLOUD_ACCESS_KEY_ID"),
						"provider/access-key-secret", settings.get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
						"ledger-service/username", "ledger_service", "ledger-service/password", "secret",
						"ledger-owner/username", "ledger_owner", "ledger-owner/password", "secret",
						"fingerprints/2026-11", KEY, "evidence/2026-11", EvidenceKey.newPem()),
				mounts, (text) -> text.replace("/etc/root-password", mounts + "/etc/root-password"));
		String[] migration = { "--spring.config.additional-location=file:" + mounts + "/app/config/",
				"--spring.flyway.user=ledger_owner", "--spring.flyway.password=secret" };
		this.migration = () -> Migration.run(Setup.environment(List.of(migration)));
		assertThat(this.migration.get()).startsWith("Migrated");
		this.facade = Facade
			.startIn(Map.copyOf(pod.environment()), this.roles.service(), "--server.address=127.0.0.1",
					"--server.port=0", "--management.server.address=127.0.0.1", "--management.server.port=0",
					"--spring.config.additional-location=file:" + mounts + "/app/config/")
			.warmUp(this.provider);
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.roles.service().execute("update trail set caller = 'x'"))
			.havingRootCause()
			.withMessageContaining("append-only");
		this.roles.owner().execute("create table seal_of_test (x int)");
		this.roles.grantRights();
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@Test
	void resetsAPassword() {
		Facade.Answer answer = this.facade.post("/instances/dds-chart1/root-password", Facade.PORTAL,
				Facade.body("Correct!Horse7"), "Idempotency-Key", "chart-1", "On-Behalf-Of", "alice");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		assertThat(this.provider.lastPassword("dds-chart1")).isEqualTo("Correct!Horse7");
		assertThat(this.facade.trail("instance = 'dds-chart1'")).extracting((row) -> row.get("event"))
			.containsExactly("opened", "settled");
		URI dependencies = this.facade.managementUri("/actuator/health/dependencies");
		await().untilAsserted(() -> assertThat(this.facade.get(dependencies).status()).isEqualTo(200));
	}

	@ParameterizedTest
	@ValueSource(strings = { "update trail set caller = 'x'", "delete from trail", "truncate trail", "drop table trail",
			"alter table trail disable trigger append_only", "drop trigger append_only on trail",
			"create or replace function refuse_change_of_trail() returns trigger language plpgsql as 'begin end'",
			"insert into trail (event, caller, source_address, at) values ('opened', 'x', '::1', current_timestamp - interval '1' day)",
			"insert into trail (event, caller, source_address, seq) overriding system value values ('opened', 'x', '::1', 1)",
			"create table mine (id int)", "delete from flyway_schema_history", "truncate attempt",
			"update seal_leaf set idx = 1", "delete from seal_checkpoint", "truncate seal_cosignature",
			"alter table seal_leaf disable trigger append_only", "set role ledger_owner",
			"update trail_default set caller = 'x'", "delete from trail_default", "truncate trail_default",
			"drop table trail_default", "select * from trail_default",
			"insert into trail_default (event, caller, source_address) values ('opened', 'x', '::1')",
			"alter table trail_default disable trigger append_only", "alter table trail detach partition trail_default",
			"select setval('trail_seq', 1)", "drop function ensure_trail_partitions()", "drop sequence trail_seq",
			"update seal_of_test set x = 1", "delete from seal_of_test", "truncate seal_of_test" })
	void mayNotChangeTheTrail(String statement) {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.roles.service().execute(statement))
			.havingRootCause()
			.withMessageMatching("(?s).*(permission denied|must be owner).*");
	}

	@Test
	void makesThePartitionsOfTheTrail() {
		this.roles.service().execute("select ensure_trail_partitions()");
		this.roles.service().execute("insert into seal_of_test values (1)");
		String series = "root_password_trail_partitioned 1.0";
		await().untilAsserted(() -> {
			// The look at the start may have failed, and the next one is an hour later
			ReflectionTestUtils.invokeMethod(this.facade.bean(TrailUpkeep.class), "makePartitions");
			assertThat(this.facade.get(this.facade.managementUri("/actuator/prometheus")).text()).contains(series);
		});
	}

	@Test
	void movesTheCursorsOfTheExport() {
		this.roles.service().execute("update export_cursor set next_idx = next_idx where destination = 'webhook'");
	}

	@Test
	void runsOnTheTablesOfANewerVersion() {
		this.roles.owner().execute("""
				alter table attempt add column of_tomorrow varchar(10);
				create table of_tomorrow (id int);
				insert into flyway_schema_history (installed_rank, version, description, type, script, checksum,
					installed_by, execution_time, success)
				values (900, '900', 'of tomorrow', 'SQL', 'V900__of_tomorrow.sql', 1, 'x', 1, true)""");
		assertThat(this.migration.get()).isEqualTo("Nothing to migrate: the tables have version 900");
		assertThat(this.facade.reset("dds-chart2", "Correct!Horse7").status()).isEqualTo(200);
	}

	@Test
	void passesTheHelmTest() {
		URI service = this.facade.uri("");
		assertThatCode(() -> ServiceCheck.main(service.toString())).doesNotThrowAnyException();
		assertThatIllegalStateException()
			.isThrownBy(
					() -> ServiceCheck.main("http://" + this.provider.properties().get("root-password.dds.endpoint")))
			.withMessageContaining("not urn:problem-type:root-password:unauthenticated");
	}

}
