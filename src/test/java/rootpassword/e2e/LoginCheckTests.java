package rootpassword.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.database.Database;
import rootpassword.kit.mongo.Behaviour;
import rootpassword.kit.mongo.MongoStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.kit.provider.ThrowawayCertificate;
import rootpassword.login.InstancesOnThisMachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a caller sees of the login check, with a stand-in for the instance that speaks TLS
 * and SCRAM.
 */
class LoginCheckTests {

	private static final String PASSWORD = "Correct!Horse7";

	@TempDir
	static Path directory;

	private static ProviderStub provider;

	private static MongoStub instance;

	private static Facade facade;

	@BeforeAll
	static void start() {
		ThrowawayCertificate certificate = ThrowawayCertificate.of("dns:*.instances.example");
		certificate.write(directory.resolve("ca.crt"), null);
		provider = ProviderStub.start();
		instance = MongoStub.start(certificate.context().getServerSocketFactory());
		facade = Facade.start(Database.h2In(directory), provider, InstancesOnThisMachine.class,
				"root-password.limits.per-caller=1000/1m", "root-password.dds.max-concurrent=3",
				"root-password.login-check.enabled=true", "root-password.login-check.addresses=" + instance.address(),
				"root-password.login-check.ssl-bundle=instances",
				"spring.ssl.bundle.pem.instances.truststore.certificate=file:" + directory.resolve("ca.crt"))
			.warmUp(provider);
	}

	@BeforeEach
	void work() {
		provider.forget();
		instance.password(PASSWORD).behave(Behaviour.USUAL);
	}

	@AfterAll
	static void stop() {
		facade.close();
		instance.close();
		provider.close();
	}

	@Test
	void saysThatAnAcceptedPasswordWorks() {
		Answer answer = untilEffective("dds-works", (id) -> id);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().propertyNames()).containsExactly("instanceId", "attemptId", "outcome", "requestId",
				"effective");
		String attempt = answer.json().get("attemptId").stringValue();
		assertThat(facade.trail("attempt_id = '" + attempt + "'")).satisfiesExactly(
				(opened) -> assertThat(opened).containsEntry("event", "opened").containsEntry("effective", null),
				(settled) -> assertThat(settled).containsEntry("event", "settled").containsEntry("effective", null),
				(checked) -> assertThat(checked).containsEntry("event", "login-checked")
					.containsEntry("effective", true)
					.containsEntry("outcome", "accepted")
					.containsEntry("caller", "portal"));
		assertThat(attempt(attempt).json().get("effective").booleanValue()).isTrue();
		assertThat(metric("effective")).isPositive();
	}

	@Test
	void saysTheSameInAReplay() {
		Answer answer = untilEffective("dds-replayed", (id) -> id);
		Answer replayed = reset(answer.json().get("instanceId").stringValue());
		assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(replayed.text()).isEqualTo(answer.text());
	}

	@Test
	void saysThatThePasswordOfAnUnconfirmedAttemptWorks() {
		Answer answer = untilEffective("dds-lost", (id) -> {
			provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
			return id;
		});
		assertThat(answer.status()).isEqualTo(504);
		assertThat(answer.outcome()).isEqualTo("unconfirmed");
		assertThat(answer.json().get("retryable").booleanValue()).isTrue();
		Answer attempt = attempt(answer.json().get("attemptId").stringValue());
		assertThat(attempt.outcome()).isEqualTo("unconfirmed");
		assertThat(attempt.json().get("effective").booleanValue()).isTrue();
	}

	@Test
	void saysNothingIfThePasswordDoesNotWorkYet() {
		instance.password("The!0ldOne");
		assertThatNothingIsSaid(reset("dds-old"), "dds-old");
	}

	@Test
	void saysNothingOfAPeerThatMerelySaysYes() {
		instance.password("The!0ldOne").behave(Behaviour.IMPERSONATES);
		assertThatNothingIsSaid(reset("dds-false"), "dds-false");
		assertThat(metric("failed")).isPositive();
	}

	/** A crash during the check leaves the outcome recorded. */
	@Test
	void recordsTheOutcomeBeforeItLogsIn() throws Exception {
		instance.behave(Behaviour.HANGS_AT_PROOF);
		CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> reset("dds-hangs"));
		await().until(() -> events("dds-hangs").contains("settled"));
		assertThatNothingIsSaid(answer.get(), "dds-hangs");
	}

	@Test
	void checksThatHangMakeNoResetFail() {
		instance.behave(Behaviour.HANGS_AT_HELLO);
		List<CompletableFuture<Answer>> answers = IntStream.range(0, 20).mapToObj((i) -> {
			String id = "dds-many" + i;
			CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> reset(id),
					(reset) -> Thread.ofVirtual().start(reset));
			await().until(() -> events(id).contains("settled"));
			return answer;
		}).toList();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.join().status()).isEqualTo(200));
	}

	@Test
	void doesNotLogInAfterARejection() {
		int before = instance.connections();
		assertThat(facade.reset("dds-unknown1", PASSWORD).outcome()).isEqualTo("rejected");
		assertThat(instance.connections()).isEqualTo(before);
	}

	/** On a slow machine a login can come too late, so it is repeated. */
	private static Answer untilEffective(String name, UnaryOperator<String> before) {
		Answer answer = null;
		for (int i = 0; i < 20 && (answer == null || !answer.json().has("effective")); i++) {
			answer = reset(before.apply(name + i));
		}
		assertThat(answer.json().get("effective").booleanValue()).isTrue();
		return answer;
	}

	private static void assertThatNothingIsSaid(Answer answer, String id) {
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.outcome()).isEqualTo("accepted");
		assertThat(answer.json().has("effective")).isFalse();
		assertThat(events(id)).containsExactly("opened", "settled");
		assertThat(attempt(answer.json().get("attemptId").stringValue()).json().has("effective")).isFalse();
	}

	private static Answer reset(String id) {
		return facade.post("/instances/" + id + "/root-password", Facade.PORTAL, Facade.body(PASSWORD),
				"Idempotency-Key", "k");
	}

	private static Answer attempt(String id) {
		return facade.get(facade.uri("/attempts/" + id), "Authorization", "Bearer " + Facade.PORTAL);
	}

	private static List<Object> events(String id) {
		List<Map<String, Object>> rows = facade.trail("instance = '" + id + "'");
		return rows.stream().map((row) -> row.get("event")).toList();
	}

	private static double metric(String result) {
		String series = "root_password_login_checks_seconds_count{result=\"" + result + "\",target=\"default\"} ";
		return facade.get(facade.managementUri("/actuator/prometheus"))
			.text()
			.lines()
			.filter((line) -> line.startsWith(series))
			.mapToDouble((line) -> Double.parseDouble(line.substring(series.length())))
			.sum();
	}

}
