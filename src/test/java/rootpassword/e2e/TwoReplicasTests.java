package rootpassword.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two replicas of the program on one PostgreSQL, with two targets. Each test has its own
 * instances.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoReplicasTests {

	private static final int THREADS = 64;

	private static final int RESETS = 8;

	private static final long SEED = Long.getLong("test.seed", 4711);

	private final ProviderStub provider = ProviderStub.startTwo();

	private final Database database = Database.postgres();

	private final List<Facade> replicas = List.of(start(), start());

	@BeforeAll
	void printSeed() {
		System.out.println("Seed " + SEED);
	}

	@AfterAll
	void stop() {
		this.replicas.forEach(Facade::close);
		this.provider.close();
	}

	@Test
	void neverHaveTwoCallsForOneInstanceAtOnce() {
		this.provider.always(StubAnswer.asUsual().after(Duration.ofMillis(3)));
		List<Answer> answers;
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			answers = IntStream.range(0, 2 * THREADS)
				.mapToObj((thread) -> CompletableFuture.supplyAsync(() -> resets(thread), threads))
				.toList()
				.stream()
				.map(CompletableFuture::join)
				.flatMap(List::stream)
				.toList();
		}
		assertThat(answers).hasSize(2 * THREADS * RESETS)
			.extracting(Answer::status)
			// On a slow machine, a few requests get no connection to the ledger
			.isSubsetOf(200, 409, 503)
			.contains(200, 409);
		assertThat(this.provider.overlaps()).isEmpty();
		assertThat(this.provider.strays()).isEmpty();
		assertThat(this.provider.resets()).extracting(ReceivedReset::target).contains("first", "second");
		long sent = answers.stream()
			.filter((answer) -> answer.status() == 200 && answer.header("Idempotent-Replayed") == null)
			.count();
		assertThat(this.provider.resets()).filteredOn((reset) -> reset.instance().startsWith("dds-race"))
			.hasSize((int) sent);
		System.out.println(answers.size() + " requests, " + sent + " calls, "
				+ answers.stream().filter((answer) -> answer.header("Idempotent-Replayed") != null).count()
				+ " replays");
	}

	@Test
	void neverRestoreAnOldPasswordByALateRepeat() {
		String[] key = { "Idempotency-Key", "\"late\"" };
		this.provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		assertThat(reset(0, "dds-late", "Old!Passw0rd", key).outcome()).isEqualTo("unconfirmed");
		endLeases();
		assertThat(reset(1, "dds-late", "New!Passw0rd").outcome()).isEqualTo("accepted");
		Answer late = reset(1, "dds-late", "Old!Passw0rd", key);
		assertThat(late.status()).isEqualTo(409);
		assertThat(late.slug()).isEqualTo("superseded");
		assertThat(late.json().get("retryable").booleanValue()).isFalse();
		assertThat(this.provider.lastPassword("dds-late")).isEqualTo("New!Passw0rd");
	}

	@Test
	void giveOneAnswerToOneKeyOnEveryReplica() {
		String[] key = { "Idempotency-Key", "once" };
		Answer first = reset(0, "dds-once", "Correct!Horse7", key);
		Answer again = reset(1, "dds-once", "Correct!Horse7", "Idempotency-Key", "\"once\"");
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(again.text()).isEqualTo(first.text());
		Answer other = reset(1, "dds-once", "Correct!Horse8", key);
		assertThat(other.status()).isEqualTo(422);
		assertThat(other.slug()).isEqualTo("key-reused");
		assertThat(this.provider.resets("dds-once")).hasSize(1);
	}

	private List<Answer> resets(int thread) {
		Random random = new Random(SEED + thread);
		return IntStream.range(0, RESETS).mapToObj((i) -> {
			int instance = random.nextInt(4);
			int password = random.nextInt(5);
			String[] key = random.nextBoolean() ? new String[] { "Idempotency-Key", instance + "-" + password }
					: new String[0];
			return reset(thread % 2, "dds-race" + instance, "Passw0rd!" + password, key);
		}).toList();
	}

	private Answer reset(int replica, String instance, String password, String... headers) {
		return this.replicas.get(replica)
			.post("/instances/" + instance + "/root-password", Facade.PORTAL, Facade.body(password), headers);
	}

	private void endLeases() {
		this.database
			.execute("update attempt set lease_until = current_timestamp, opened_at = opened_at - interval '1' minute");
		this.database.execute("update claim set lease_until = current_timestamp where attempt_id is not null");
	}

	private Facade start() {
		return Facade.start(this.database, this.provider, "root-password.limits.per-instance=off",
				"root-password.limits.per-caller=off");
	}

}
