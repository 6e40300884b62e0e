package rootpassword.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Resets over real HTTP, from the caller to the provider stub and back, and their rows in
 * the trail, on every database. Each test has its own instances.
 */
@ParameterizedClass
@EnumSource(Vendor.class)
class EndToEndTests {

	private static final String PASSWORD = "Correct!Horse7";

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	@TempDir
	static Path directory;

	private static ProviderStub provider;

	private static Facade facade;

	@Parameter
	Vendor vendor;

	@BeforeParameterizedClassInvocation
	static void start(Vendor vendor) {
		provider = ProviderStub.start();
		facade = Facade
			.start(vendor.create(directory), provider, "root-password.dds.deadline=14s",
					"root-password.ledger.lease=20s")
			.warmUp(provider);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		facade.close();
		provider.close();
	}

	@Test
	void acceptsAResetAndRecordsIt() {
		Answer answer = facade.post("/instances/dds-accepted1/root-password", Facade.PORTAL,
				"{\"password\":\"" + PASSWORD + "\",\"reason\":\"INC-4711 ü\",\"characterType\":\"db\"}",
				"On-Behalf-Of", "alice@example.com", "traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
		assertThat(answer.json().propertyNames()).containsExactly("instanceId", "attemptId", "outcome", "requestId");
		assertThat(answer.outcome()).isEqualTo("accepted");
		assertThat(provider.lastPassword("dds-accepted1")).isEqualTo(PASSWORD);
		assertThat(provider.resets("dds-accepted1").getFirst().parameters()).containsEntry("CharacterType", "db")
			.containsEntry("AccountName", "root");
		List<Map<String, Object>> trail = facade.trail("instance = 'dds-accepted1'");
		assertThat(trail).hasSize(2)
			.allSatisfy((row) -> assertThat(row).containsEntry("caller", "portal")
				.containsEntry("asserted_user", "alice@example.com")
				.containsEntry("source_address", "127.0.0.1")
				.containsEntry("reason", "INC-4711 ü")
				.containsEntry("trace_id", TRACE_ID)
				.hasEntrySatisfying("at", (at) -> assertThat(at).isNotNull())
				.hasEntrySatisfying("attempt_id",
						(id) -> assertThat(id).hasToString(answer.json().get("attemptId").stringValue())));
		assertThat(trail.getFirst()).containsEntry("event", "opened").containsEntry("outcome", null);
		assertThat(trail.getLast()).containsEntry("event", "settled")
			.containsEntry("outcome", "accepted")
			.containsEntry("provider_request_id", answer.json().get("requestId").stringValue())
			.containsEntry("provider_status", 200);
	}

	@Test
	void answersARejectionOfTheProviderByItsCode() {
		Answer answer = facade.reset("dds-unknown1", PASSWORD);
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.slug()).isEqualTo("instance-not-found");
		assertThat(answer.outcome()).isEqualTo("rejected");
		assertThat(answer.json().get("providerCode").stringValue()).isEqualTo("InvalidDBInstanceId.NotFound");
		assertThat(answer.json().get("retryable").booleanValue()).isFalse();
		assertThat(facade.trail("instance = 'dds-unknown1'")).last()
			.satisfies((row) -> assertThat(row).containsEntry("outcome", "rejected")
				.containsEntry("rejection", "instance-not-found")
				.containsEntry("provider_code", "InvalidDBInstanceId.NotFound")
				.containsEntry("provider_status", 404));
	}

	@Test
	void answersUnconfirmedAndKeepsTheInstanceClaimed() {
		provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		long start = System.nanoTime();
		Answer answer = facade.reset("dds-reset1", PASSWORD);
		int seconds = (int) Duration.ofNanos(System.nanoTime() - start).toSeconds();
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.slug()).isEqualTo("unconfirmed");
		assertThat(answer.outcome()).isEqualTo("unconfirmed");
		assertThat(answer.json().get("retryable").booleanValue()).isTrue();
		assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(18 - seconds, 20);
		assertThat(facade.trail("instance = 'dds-reset1'")).last()
			.satisfies((row) -> assertThat(row).containsEntry("outcome", "unconfirmed"));
		Answer next = facade.reset("dds-reset1", PASSWORD);
		assertThat(next.status()).isEqualTo(409);
		assertThat(next.slug()).isEqualTo("in-flight");
		assertThat(provider.resets("dds-reset1")).hasSize(1);
	}

	@Test
	void aRejectionNamesAnEarlierUnconfirmedOutcome() {
		provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		assertThat(repeat("dds-chain1").status()).isEqualTo(504);
		provider.next(StubAnswer.error(400, "InvalidAccountPassword.Malformed"));
		Answer rejected = repeat("dds-chain1");
		assertThat(rejected.slug()).isEqualTo("password-refused");
		assertThat(rejected.outcome()).isEqualTo("rejected");
		assertThat(rejected.json().get("earlierOutcome").stringValue()).isEqualTo("unconfirmed");
		assertThat(rejected.json().get("detail").stringValue()).contains("This request changed nothing.")
			.contains("unconfirmed and may have changed the password");
		Answer accepted = repeat("dds-chain1");
		assertThat(accepted.status()).isEqualTo(200);
		assertThat(accepted.header("Idempotent-Replayed")).isNull();
		Answer reused = facade.post("/instances/dds-chain1/root-password", Facade.PORTAL, Facade.body(PASSWORD + "2"),
				"Idempotency-Key", "chain");
		assertThat(reused.slug()).isEqualTo("key-reused");
		assertThat(reused.json().get("earlierOutcome").stringValue()).isEqualTo("accepted");
		assertThat(provider.resets("dds-chain1")).hasSize(3);
	}

	/** Repeats the request until the wait after an attempt is over. */
	private Answer repeat(String instance) {
		return await().until(() -> facade.post("/instances/" + instance + "/root-password", Facade.PORTAL,
				Facade.body(PASSWORD), "Idempotency-Key", "chain"), (answer) -> answer.status() != 429);
	}

	@Test
	void refusesASecondAttemptWhileOneIsInFlight() {
		CountDownLatch answered = new CountDownLatch(1);
		provider.next(StubAnswer.asUsual().after(answered));
		CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> facade.reset("dds-flight1", PASSWORD));
		await().until(() -> provider.resets("dds-flight1").size() == 1);
		Answer second = facade.reset("dds-flight1", PASSWORD);
		answered.countDown();
		assertThat(second.status()).isEqualTo(409);
		assertThat(second.slug()).isEqualTo("in-flight");
		assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(1, 20);
		assertThat(first.join().status()).isEqualTo(200);
		assertThat(facade.reset("dds-flight1", PASSWORD).status()).isEqualTo(200);
		assertThat(facade.trail("instance = 'dds-flight1' and event = 'refused'")).singleElement()
			.satisfies(
					(row) -> assertThat(row).containsEntry("rejection", "in-flight").containsEntry("caller", "portal"));
	}

	@Test
	void recordsRefusalsOfKnownCallers() {
		facade.post("/instances/dds-noted1/root-password", Facade.BATCH, Facade.body(PASSWORD));
		facade.reset("dds-noted1", "short");
		facade.post("/instances/dds-noted1/root-password", Facade.PORTAL, "{");
		assertThat(facade.trail("instance = 'dds-noted1'")).extracting((row) -> row.get("rejection"))
			.containsExactly("forbidden", "password-policy", "invalid-request");
		assertThat(provider.resets("dds-noted1")).isEmpty();
	}

}
