package rootpassword.e2e;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoints of the management port, which needs no authentication.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementPortTests {

	private final ProviderStub provider = ProviderStub.start();

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.facade = Facade.start(Database.h2In(directory), this.provider);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@Test
	void eachScheduledTaskHasAThreadOfItsOwn() {
		assertThat(this.facade.bean(ScheduledTaskHolder.class).getScheduledTasks()).hasSizeGreaterThan(4)
			.hasSizeLessThanOrEqualTo(
					this.facade.bean(ThreadPoolTaskScheduler.class).getScheduledThreadPoolExecutor().getCorePoolSize());
	}

	@Test
	void servesTheBillOfMaterials() {
		assertThat(get("/actuator/sbom").json().at("/ids/0").stringValue()).isEqualTo("application");
		JsonNode sbom = get("/actuator/sbom/application").json();
		assertThat(sbom.get("bomFormat").stringValue()).isEqualTo("CycloneDX");
		List<String> names = sbom.findValuesAsString("purl");
		assertThat(names).anyMatch((name) -> name.startsWith("pkg:maven/com.aliyun/aliyun-java-sdk-core@"))
			.anyMatch((name) -> name.startsWith("pkg:maven/org.bouncycastle/bcprov-jdk18on@1.86"))
			.noneMatch((name) -> name.contains("jaxb-runtime") || name.contains("wiremock"));
		// It would differ between builds
		assertThat(sbom.at("/metadata/timestamp").isMissingNode()).isTrue();
	}

	@Test
	void showsHealthWithoutDetails() {
		assertThat(get("/actuator/health").json().propertyNames()).containsExactlyInAnyOrder("groups", "status");
		for (String group : List.of("liveness", "readiness")) {
			assertThat(get("/actuator/health/" + group).text()).isEqualTo("{\"status\":\"UP\"}");
		}
		// The first look at the ledger may fail
		await().untilAsserted(() -> assertThat(get("/actuator/health/dependencies").text())
			.isEqualTo("{\"components\":{\"credentials\":{\"components\":{\"default\":{\"status\":\"UP\"}},"
					+ "\"status\":\"UP\"},\"ledger\":{\"status\":\"UP\"}},\"status\":\"UP\"}"));
		assertThat(get("/actuator/health/access").text()).isEqualTo(
				"{\"components\":{\"callers\":{\"details\":{\"rules\":2},\"status\":\"UP\"}},\"status\":\"UP\"}");
		assertThat(get("/actuator/health/ledger").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "env", "beans", "configprops", "heapdump", "threaddump", "loggers", "mappings", "shutdown",
			"auditevents", "httpexchanges", "flyway", "conditions", "scheduledtasks", "logfile" })
	void hasNoOtherEndpoint(String endpoint) {
		assertThat(get("/actuator/" + endpoint).status()).isIn(401, 404);
		assertThat(get("/actuator/" + endpoint, "Authorization", "Bearer " + Facade.PORTAL).status()).isIn(401, 404);
	}

	@Test
	void refusesABodyThatItCannotRead() {
		Answer answer = this.facade.send(HttpRequest.newBuilder(this.facade.managementUri("/actuator/health"))
			.method("GET", HttpRequest.BodyPublishers.ofString("{")), "Content-Type", "application/json");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.json().at("/errors/0/code").stringValue()).isEqualTo("malformed-json");
	}

	private Answer get(String path, String... headers) {
		return this.facade.get(this.facade.managementUri(path), headers);
	}

}
