package rootpassword.faults;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.FirstResets;
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

	// Even a slow ledger leaves a lease that is longer than the deadline. The connect
	// timeout covers the handshake, and must not come before the deadline.
	private static final String[] SETTINGS = { "root-password.dds.deadline=5s", "root-password.dds.connect-timeout=5s",
			"root-password.ledger.lease=8s" };

	@Test
	void sendsNoPasswordAfterItsLease(@TempDir Path directory) throws Exception {
		ThrowawayCertificate certificate = ThrowawayCertificate.of("ip:127.0.0.1");
		Database database = Database.postgres();
		AtomicBoolean warm = new AtomicBoolean();
		CountDownLatch greeted = new CountDownLatch(1);
		CountDownLatch replaced = new CountDownLatch(1);
		try (ProviderStub slow = ProviderStub.startTls(certificate);
				RawServer handshake = RawServer.start((connection) -> {
					if (warm.get()) {
						connection.readSome((greeting) -> {
							greeted.countDown();
							replaced.await(2, TimeUnit.MINUTES);
							connection.tunnelTo(slow.endpoint(), greeting);
						});
					}
				});
				ProviderStub provider = ProviderStub.start();
				Facade other = Facade.start(database, provider, SETTINGS);
				JarProcess frozen = JarProcess.start(directory, certificate.trustOptions(),
						Stream.concat(Facade.properties(database, slow, SETTINGS),
								Stream.of("root-password.dds.endpoint=" + handshake.endpoint())))) {
			FirstResets.awaitAccepted((instance) -> other.reset(instance, NEW));
			FirstResets.awaitAnswer("503 provider-unreachable", (instance) -> frozen.reset(instance, OLD));
			warm.set(true);
			CompletableFuture<Answer> old = CompletableFuture.supplyAsync(() -> frozen.reset("dds-frozen1", OLD));
			assertThat(greeted.await(1, TimeUnit.MINUTES)).isTrue();
			frozen.freeze();
			await().until(() -> database.number(
					"select count(*) from claim where instance = 'dds-frozen1' and lease_until < current_timestamp") == 1);
			await().until(() -> other.reset("dds-frozen1", NEW).status() == 200);
			replaced.countDown();
			frozen.thaw();
			Answer told = old.join();
			assertThat(told.slug()).as(told.text()).isEqualTo("provider-unreachable");
			assertThat(told.outcome()).isEqualTo("rejected");
			assertThat(slow.resets("dds-frozen1")).isEmpty();
			assertThat(provider.lastPassword("dds-frozen1")).isEqualTo(NEW);
			await().untilAsserted(() -> assertThat(other
				.trail("event = 'settled' and attempt_id = '" + told.json().get("attemptId").stringValue() + "'"))
				.last()
				.satisfies((row) -> assertThat(row).containsEntry("rejection", "provider-unreachable")));
		}
	}

}
