package rootpassword.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.kit.provider.TrailEvent;
import rootpassword.reset.reconciliation.Reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas on one PostgreSQL that read the provider's trail. The first events fill
 * several pages and have nothing to do with this service; {@code -Dtest.events} sets
 * their number.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ActionTrailTests {

	private static final int OTHER_EVENTS = Integer.getInteger("test.events", 120);

	private static final String PASSWORD = "Canary!4711-pw";

	private final ProviderStub provider = ProviderStub.start();

	private final ActionTrailStub trail = ActionTrailStub.start(this.provider);

	private final Database database = Database.postgres();

	private final List<Facade> replicas;

	ActionTrailTests() {
		IntStream.range(0, OTHER_EVENTS)
			.forEach((i) -> this.trail.add(TrailEvent.byAlice("rm-other" + i, Instant.now().minusSeconds(60))));
		this.trail.record((reset) -> !reset.instance().startsWith("dds-lost"));
		this.replicas = List.of(start().warmUp(this.provider), start());
	}

	@AfterAll
	void stop() {
		this.replicas.forEach(Facade::close);
		this.trail.close();
		this.provider.close();
	}

	@Test
	void tellsWhatBecameOfUnconfirmedAttemptsAndWhoElseChangedAPassword() {
		String accepted = unconfirmed("dds-accepted1");
		// The stub knows no such instance
		String rejected = unconfirmed("dds-unknown1");
		String lost = unconfirmed("dds-lost1");
		this.trail.next(StubAnswer.error(400, "Throttling.User"), StubAnswer.of(200, "{\"Events\":[{"));
		this.trail.add(TrailEvent.byAlice("dds-batch7", Instant.now()).with("requestId", "FOREIGN-1"));
		await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
			assertThat(attempt(accepted).outcome()).isEqualTo("accepted");
			assertThat(attempt(rejected).outcome()).isEqualTo("rejected");
			assertThat(number("event = 'foreign-change'")).isEqualTo(1);
		});
		assertThat(attempt(accepted).json().path("settledBy").stringValue()).isEqualTo("actiontrail");
		assertThat(attempt(accepted).json().path("requestId").stringValue())
			.isEqualTo(this.provider.resets("dds-accepted1").getFirst().requestId());
		assertThat(attempt(rejected).json().path("rejection").stringValue()).isEqualTo("instance-not-found");
		assertThat(attempt(lost).outcome()).isEqualTo("unconfirmed");
		Answer repeat = reset("dds-accepted1");
		assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(repeat.outcome()).isEqualTo("accepted");
		assertThat(this.replicas.getFirst().trail("event = 'foreign-change'").getFirst())
			.containsEntry("provider_user", "alice")
			.containsEntry("source_address", "192.0.2.9")
			.containsEntry("provider_request_id", "FOREIGN-1");
		assertThat(this.replicas.getFirst().trail().toString()).doesNotContain(PASSWORD);
		provesAllRowsOf(accepted);
		// It is counted after the commit
		await().untilAsserted(() -> assertThat(metrics())
			.anyMatch((text) -> text.contains("actiontrail_events_total{meaning=\"foreign\"} 1.0")));
		assertThat(metrics()).allMatch((text) -> text.contains("actiontrail_queries_total{result=\"throttled\"}"))
			.noneMatch((text) -> text.contains(PASSWORD));
		// All events were read, page by page, and never two queries within a second
		int pages = OTHER_EVENTS / 50;
		await().atMost(Duration.ofSeconds(60 + 3 * pages)).until(() -> this.trail.queries() > pages);
		assertThat(this.trail.shortestPause()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(number("event = 'foreign-change'")).isEqualTo(1);
	}

	@Test
	void isOffUnlessItIsEnabledAndNeedsAnEndpointOrARegion() {
		try (Facade off = Facade.start(Database.migratedPostgres(), this.provider)) {
			assertThat(off.context().getBeanNamesForType(Reconciliation.class)).isEmpty();
			assertThat(off.get(off.managementUri("/actuator/prometheus")).text()).doesNotContain("actiontrail");
		}
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> Facade.start(Database.migratedPostgres(), this.provider,
					"root-password.actiontrail.enabled=true"))
			.havingRootCause()
			.withMessageContaining("root-password.actiontrail.endpoint");
	}

	private void provesAllRowsOf(String attempt) {
		await().atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(get("/attempts/" + attempt + "/proof").json().path("rows")).hasSize(3));
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			assertThat(this.database.number("select count(*) from trail"))
				.isEqualTo(this.database.number("select max(size) from seal_checkpoint"));
		});
		SealedTrail.check(this.database, EvidenceKey.verifierKey());
	}

	private String unconfirmed(String instance) {
		this.provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		Answer answer = reset(instance);
		assertThat(answer.outcome()).isEqualTo("unconfirmed");
		return answer.json().path("attemptId").stringValue();
	}

	private Answer reset(String instance) {
		return this.replicas.getFirst()
			.post("/instances/" + instance + "/root-password", Facade.PORTAL, Facade.body(PASSWORD), "Idempotency-Key",
					instance);
	}

	private Answer attempt(String attempt) {
		return get("/attempts/" + attempt);
	}

	private Answer get(String path) {
		Facade replica = this.replicas.getLast();
		return replica.get(replica.uri(path), "Authorization", "Bearer " + Facade.PORTAL);
	}

	private int number(String condition) {
		return this.database.number("select count(*) from trail where " + condition);
	}

	private Stream<String> metrics() {
		return this.replicas.stream()
			.map((replica) -> replica.get(replica.managementUri("/actuator/prometheus")).text());
	}

	private Facade start() {
		return Facade.start(this.database, this.provider, this.trail.properties().toArray(String[]::new));
	}

}
