package rootpassword.faults;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.FirstResets;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Targets in two accounts, each of which refuses the keys of the other. The jar is killed
 * during calls to both. The program that starts then serves {@code dds-moved*} in
 * Singapore, and no longer in Hangzhou. No key for the target {@code frankfurt} is
 * available, because the token service hangs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetsJarTests {

	private static final String PASSWORD = "Correct!Horse7";

	private static final String FRANKFURT = "acs:ram::1111222233334444:role/root-password";

	private static final String TARGETS = """
			root-password.targets[0].name=singapore
			root-password.targets[0].region=ap-southeast-1
			root-password.targets[1].name=hangzhou
			root-password.targets[1].region=cn-hangzhou
			root-password.targets[2].name=frankfurt
			root-password.targets[2].region=eu-central-1
			root-password.targets[2].instances=dds-fr*
			root-password.limits.per-instance=off
			root-password.limits.per-caller=off
			""";

	private static final String[] UNDER_WAY = { "dds-hzkilled", "dds-sgkilled", "dds-movedkilled" };

	private final Database database = Database.postgres();

	/** Hangzhou, and with a role Singapore. */
	private final ProviderStub provider = ProviderStub.startTwo();

	private final CountDownLatch end = new CountDownLatch(1);

	private Facade facade;

	@BeforeAll
	void killAndServeOtherInstances(@TempDir Path directory) {
		this.provider.sts().always(FRANKFURT, StubAnswer.asUsual().after(this.end));
		CountDownLatch killed = new CountDownLatch(1);
		try (JarProcess jar = JarProcess.start(directory, properties("dds-sg*", "dds-hz*,dds-moved*", "10s"))) {
			FirstResets.awaitAccepted((instance) -> jar.reset(instance.replace("first", "hz"), PASSWORD));
			assertThat(jar.reset("dds-moveddone", PASSWORD, key("dds-moveddone")).status()).isEqualTo(200);
			this.provider.always(StubAnswer.asUsual().after(killed));
			Stream.of(UNDER_WAY).forEach((instance) -> CompletableFuture.runAsync(() -> {
				try {
					jar.reset(instance, PASSWORD, key(instance));
				}
				catch (UncheckedIOException ex) {
					// The kill
				}
			}));
			await().atMost(Duration.ofMinutes(1))
				.until(() -> Stream.of(UNDER_WAY).noneMatch((instance) -> this.provider.resets(instance).isEmpty()));
			jar.kill();
		}
		killed.countDown();
		this.provider.forget();
		this.database
			.execute("update attempt set lease_until = current_timestamp, opened_at = opened_at - interval '1' minute");
		this.database.execute("update claim set lease_until = current_timestamp where attempt_id is not null");
		this.facade = Facade.startWith(properties("dds-sg*,dds-moved*", "dds-hz*,dds-first*", "4s"), this.database)
			.warmUp(this.provider);
	}

	@AfterAll
	void stop() {
		this.end.countDown();
		this.facade.close();
		this.provider.close();
	}

	@Test
	void settlesTheAttemptsOfTheKilledProcessWithTheirTargets() {
		assertThat(swept("dds-hzkilled")).containsExactly("opened hangzhou null", "settled hangzhou unconfirmed");
		assertThat(swept("dds-sgkilled")).containsExactly("opened singapore null", "settled singapore unconfirmed");
		assertThat(swept("dds-movedkilled")).startsWith("opened hangzhou null", "settled hangzhou unconfirmed");
	}

	@Test
	void sendsARepeatWhereTheInstanceBelongsNow() {
		swept("dds-movedkilled");
		assertThat(repeat("dds-movedkilled").status()).isEqualTo(200);
		assertThat(this.provider.resets("dds-movedkilled")).extracting(ReceivedReset::target).containsExactly("second");
		assertThat(trail("dds-movedkilled")).containsExactly("opened hangzhou null", "settled hangzhou unconfirmed",
				"opened singapore null", "settled singapore accepted");
	}

	@Test
	void replaysAnOutcomeOfTheFormerTarget() {
		assertThat(repeat("dds-moveddone").header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(this.provider.resets("dds-moveddone")).isEmpty();
		assertThat(trail("dds-moveddone")).containsExactly("opened hangzhou null", "settled hangzhou accepted",
				"replayed singapore accepted");
	}

	@Test
	void callsEachTargetAtItsOwnEndpointWithItsOwnKey() {
		assertThat(IntStream.range(0, 40)
			.parallel()
			.mapToObj((i) -> this.facade.reset(((i % 2 == 0) ? "dds-hz" : "dds-sg") + i, PASSWORD)))
			.allSatisfy((answer) -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
		assertThat(received("first")).hasSizeGreaterThanOrEqualTo(20)
			.allSatisfy((reset) -> assertThat(reset.instance()).startsWith("dds-hz"))
			.allSatisfy((reset) -> assertThat(reset.parameters()).containsEntry("RegionId", "cn-hangzhou")
				.containsEntry("AccessKeyId", ProviderStub.ACCESS_KEY_ID)
				.doesNotContainKey("SecurityToken"));
		assertThat(received("second")).hasSizeGreaterThanOrEqualTo(20)
			.allSatisfy((reset) -> assertThat(reset.instance()).matches("dds-(sg|moved).*"))
			.allSatisfy((reset) -> assertThat(reset.parameters()).containsEntry("RegionId", "ap-southeast-1")
				.hasEntrySatisfying("AccessKeyId", (id) -> assertThat(id).startsWith("STS."))
				.hasEntrySatisfying("SecurityToken", (token) -> assertThat(token).startsWith(StsStub.SECRET)));
		assertThat(this.provider.resets()).extracting(ReceivedReset::code).containsOnlyNulls();
		assertThat(this.database.trail("instance like 'dds-hz%' and target is distinct from 'hangzhou'")).isEmpty();
		assertThat(this.database.trail("instance like 'dds-sg%' and target is distinct from 'singapore'")).isEmpty();
	}

	@Test
	void deniesOnlyTheTargetForWhichTheTokenServiceHangs() {
		CompletableFuture<Answer> denied = CompletableFuture.supplyAsync(() -> this.facade.reset("dds-fr1", PASSWORD));
		assertThat(this.facade.reset("dds-hzother", PASSWORD).status()).isEqualTo(200);
		assertThat(this.facade.reset("dds-sgother", PASSWORD).status()).isEqualTo(200);
		assertThat(FirstResets.told(denied.join())).isEqualTo("502 provider-denied");
		assertThat(denied.join().outcome()).isEqualTo("rejected");
		assertThat(this.provider.resets("dds-fr1")).isEmpty();
		assertThat(trail("dds-fr1")).containsExactly("opened frankfurt null", "settled frankfurt rejected");
	}

	/** The trail of an attempt whose process was killed, after the sweep. */
	private List<String> swept(String instance) {
		await().atMost(Duration.ofMinutes(1)).until(() -> trail(instance).size() >= 2);
		return trail(instance);
	}

	/** Each row as event, target and outcome. */
	private List<String> trail(String instance) {
		return this.database.trail("instance = ?", instance)
			.stream()
			.map((row) -> row.get("event") + " " + row.get("target") + " " + row.get("outcome"))
			.toList();
	}

	private Answer repeat(String instance) {
		return await().until(() -> this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL,
				Facade.body(PASSWORD), key(instance)), (answer) -> answer.status() != 429);
	}

	private static String[] key(String instance) {
		return new String[] { "Idempotency-Key", instance };
	}

	private List<ReceivedReset> received(String target) {
		return this.provider.resets().stream().filter((reset) -> reset.target().equals(target)).toList();
	}

	private Stream<String> properties(String inSingapore, String inHangzhou, String deadline) {
		return Stream.concat(Facade.properties(this.database, this.provider, "root-password.dds.deadline=" + deadline,
				"root-password.targets[0].instances=" + inSingapore, "root-password.targets[1].instances=" + inHangzhou,
				"root-password.targets[2].endpoint=" + this.provider.second().endpoint(),
				"root-password.targets[2].role-arn=" + FRANKFURT), TARGETS.lines());
	}

}
