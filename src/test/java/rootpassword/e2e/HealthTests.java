package rootpassword.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.FirstResets;
import rootpassword.kit.PromQl;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Health of a replica without its database or without credentials. It stays alive and
 * ready, so that callers get an answer with the reason. Its dependencies are down, and up
 * again without a restart.
 */
@Execution(ExecutionMode.CONCURRENT)
class HealthTests {

	@Test
	void dependenciesAreDownUnlessTheLedgerCanBeWritten() throws Exception {
		Database database = Database.postgres();
		try (ProviderStub provider = ProviderStub.start();
				TcpProxy line = TcpProxy.to(database.port());
				Facade facade = Facade.start(database.through(line), provider)) {
			becomes(facade, 200);
			database.execute("""
					create function refuse() returns trigger language plpgsql as
					$$ begin raise exception 'disk full'; end $$
					""");
			database.execute("create trigger refuse before insert or update on probe execute function refuse()");
			becomes(facade, 503);
			assertThat(metric(facade, "root_password_ledger_writable")).isZero();
			database.dropTrigger("refuse", "probe");
			becomes(facade, 200);
			await().until(() -> metric(facade, "root_password_ledger_writable") == 1);
			line.stall();
			// The promise; a busy machine may need some tries
			await().until(() -> timeToRefuse(facade).compareTo(Duration.ofSeconds(3)) < 0);
			becomes(facade, 503);
			line.heal();
			becomes(facade, 200);
			assertThat(provider.resets()).isEmpty();
		}
	}

	@Test
	void dependenciesAreDownWithoutCredentials(@TempDir Path directory) throws Exception {
		Path token = Files.writeString(directory.resolve("token"), StsStub.TOKEN);
		try (ProviderStub provider = ProviderStub.start(); StsStub sts = StsStub.start(provider)) {
			sts.always(StubAnswer.error(503, "ServiceUnavailable"));
			Stream<String> role = sts.properties(token)
				.entrySet()
				.stream()
				.map((property) -> property.getKey() + "=" + property.getValue());
			try (Facade facade = Facade.startWith(role, Database.h2In(directory))) {
				becomes(facade, 503);
				// The first one may come too late for the ledger
				FirstResets.awaitAnswer("502 provider-denied", (instance) -> facade.reset(instance, "Correct!Horse7"));
				assertThat(provider.resets()).isEmpty();
				assertThat(metric(facade, "root_password_credentials_refreshes_total{result=\"failed\"}")).isPositive();
				assertThat(metric(facade, "root_password_credentials_remaining_seconds")).isNaN();
				assertThat(facade.get(facade.managementUri("/actuator/health/dependencies")).text())
					.contains("\"credentials\":{\"components\":{\"default\":{\"status\":\"DOWN\"}}");
				sts.always(StubAnswer.asUsual());
				becomes(facade, 200);
				// It is counted after the key is there
				await().until(() -> metric(facade, "root_password_credentials_refreshes_total{result=\"ok\"}") == 1);
				assertThat(metric(facade, "root_password_credentials_remaining_seconds")).isBetween(3500., 3600.);
				assertThat(metric(facade, "root_password_credentials_age_seconds")).isBetween(0., 60.);
				assertThat(facade.reset("dds-denied", "Correct!Horse7").status()).isEqualTo(200);
			}
		}
	}

	private static Duration timeToRefuse(Facade facade) {
		long start = System.nanoTime();
		assertThat(facade.reset("dds-hanging", "Correct!Horse7").slug()).isEqualTo("ledger-unavailable");
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static void becomes(Facade facade, int dependencies) {
		await().untilAsserted(() -> assertThat(status(facade, "dependencies")).isEqualTo(dependencies));
		assertThat(status(facade, "readiness")).isEqualTo(200);
		assertThat(status(facade, "liveness")).isEqualTo(200);
	}

	private static double metric(Facade facade, String selector) {
		String line = PromQl.selectors(selector)
			.getFirst()
			.in(facade.get(facade.managementUri("/actuator/prometheus")).text())
			.findFirst()
			.orElseThrow();
		return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
	}

	private static int status(Facade facade, String probe) {
		return facade.get(facade.managementUri("/actuator/health/" + probe)).status();
	}

}
