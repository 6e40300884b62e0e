package rootpassword.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;
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
 * A replica is frozen within the TLS handshake, past its lease, while another resets the
 * same instance. Once it goes on, its old password must not follow.
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
						Stream
							.of(Stream.of(database.properties()), Facade.settings(slow), Facade.callers(),
									Stream.of("root-password.dds.endpoint=" + handshake.endpoint(),
											"root-password.dds.deadline=2s", "root-password.ledger.lease=3s"))
							.flatMap((some) -> some))) {
			CompletableFuture<Answer> old = CompletableFuture.supplyAsync(() -> frozen.reset("dds-frozen1", OLD));
			assertThat(greeted.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
			frozen.freeze();
			await().atMost(Duration.ofSeconds(20)).until(() -> leaseIsOver(other));
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

	private static boolean leaseIsOver(Facade facade) {
		return facade.bean(JdbcClient.class)
			.sql("select count(*) from claim where instance = 'dds-frozen1' and lease_until < current_timestamp")
			.query(Integer.class)
			.single() == 1;
	}

}
