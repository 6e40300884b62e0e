package rootpassword.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.RawServer;
import rootpassword.kit.provider.ThrowawayCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A replica is frozen in the TLS handshake until its lease has ended, while another
 * replica resets the same instance. When it continues, it must not send its password.
 */
@Execution(ExecutionMode.CONCURRENT)
class FrozenSenderJarTests {

	private static final String OLD = "Old!Password1";

	private static final String NEW = "New!Password2";

	@Test
	void sendsNoPasswordAfterItsLease(@TempDir Path directory) throws Exception {
		ThrowawayCertificate certificate = ThrowawayCertificate.of("ip:127.0.0.1");
		Database database = Database.postgres();
		CountDownLatch greeted = new CountDownLatch(1);
		CountDownLatch replaced = new CountDownLatch(1);
		try (ProviderStub slow = ProviderStub.startTls(certificate);
				RawServer handshake = RawServer.start((connection) -> {
					connection.readSome((greeting) -> {
						greeted.countDown();
						replaced.await();
						connection.tunnelTo(slow.endpoint(), greeting);
					});
				});
				ProviderStub provider = ProviderStub.start();
				Facade other = Facade.start(database, provider, "root-password.dds.deadline=2s",
						"root-password.ledger.lease=3s");
				JarProcess frozen = JarProcess.start(directory, certificate.trustOptions(),
						Facade.properties(database, slow, "root-password.dds.endpoint=" + handshake.endpoint(),
								"root-password.dds.deadline=2s", "root-password.ledger.lease=3s"))) {
			CompletableFuture<Answer> old = CompletableFuture.supplyAsync(() -> frozen.reset("dds-frozen1", OLD));
			assertThat(greeted.await(20, TimeUnit.SECONDS)).isTrue();
			frozen.freeze();
			await().atMost(Duration.ofSeconds(20))
				.until(() -> database.number(
						"select count(*) from claim where instance = 'dds-frozen1' and lease_until < current_timestamp") == 1);
			assertThat(other.reset("dds-frozen1", NEW).status()).isEqualTo(200);
			replaced.countDown();
			frozen.thaw();
			Answer told = old.join();
			assertThat(told.slug()).as(told.text()).isEqualTo("provider-unreachable");
			assertThat(told.outcome()).isEqualTo("rejected");
			assertThat(slow.resets("dds-frozen1")).isEmpty();
			assertThat(provider.lastPassword("dds-frozen1")).isEqualTo(NEW);
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(other
					.trail("event = 'settled' and attempt_id = '" + told.json().get("attemptId").stringValue() + "'"))
					.last()
					.satisfies((row) -> assertThat(row).containsEntry("rejection", "provider-unreachable")));
		}
	}

}
