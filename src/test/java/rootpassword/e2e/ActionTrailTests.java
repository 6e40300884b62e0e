package rootpassword.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.kit.provider.TrailEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas on one PostgreSQL that read the provider's trails of two accounts. Two
 * targets share the first account, and one more does not read its trail. The first events
 * fill several pages and have nothing to do with this service; {@code -Dtest.events} sets
 * their number.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class ActionTrailTests {

	private static final int OTHER_EVENTS = Integer.getInteger("test.events", 120);

	private static final String ROLE = "acs:ram::6543210987654321:role/root-password";

	private static final String PASSWORD = "Canary!4711-pw";

	private final ProviderStub provider = ProviderStub.start();

	private final ActionTrailStub trail = ActionTrailStub.start(this.provider);

	private final ProviderStub singapore = ProviderStub.start();

	private final ActionTrailStub trailOfSingapore = this.trail.startOther(this.singapore);

	private final StsStub sts = StsStub.start(this.provider);

	private final Database database = Database.postgres();

	private final List<Facade> replicas;

	ActionTrailTests() {
		IntStream.range(0, OTHER_EVENTS)
			.forEach((i) -> this.trail.add(TrailEvent.byAlice("rm-other" + i, Instant.now().minusSeconds(60))));
		this.trail.record((reset) -> !reset.instance().startsWith("dds-lost"));
		this.trailOfSingapore.record((reset) -> !reset.instance().startsWith("dds-sglost"));
		this.sts.allow(ROLE, this.singapore);
		this.replicas = List.of(start().warmUp(this.provider), start());
	}

	@AfterAll
	void stop() {
		this.replicas.forEach(Facade::close);
		this.trail.close();
		this.sts.close();
		this.singapore.close();
		this.provider.close();
	}

	@Test
	void tellsWhatBecameOfUnconfirmedAttemptsAndWhoElseChangedAPassword() {
		String accepted = unconfirmed("dds-accepted1");
		// The stub knows no such instance
		String rejected = unconfirmed("dds-unknown1");
		String lost = unconfirmed("dds-lost1");
		String unread = unconfirmed("dds-off1");
		String acceptedInSingapore = unconfirmed("dds-sg1");
		String lostInSingapore = unconfirmed("dds-sglost1");
		this.trail.next(StubAnswer.error(400, "Throttling.User"), StubAnswer.of(200, "{\"Events\":[{"));
		this.trail.add(foreign("dds-batch7"), foreign("dds-sglost1").naming(lostInSingapore),
				foreign("dds-sg8").with("requestId", "FOREIGN-2"));
		this.trailOfSingapore.add(foreign("dds-sg7"), foreign("dds-lost1").naming(lost));
		await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
			assertThat(attempt(accepted).outcome()).isEqualTo("accepted");
			assertThat(attempt(rejected).outcome()).isEqualTo("rejected");
			assertThat(attempt(acceptedInSingapore).outcome()).isEqualTo("accepted");
			assertThat(rows("foreign-change")).containsExactlyInAnyOrder("dds-batch7 hangzhou FOREIGN-1",
					"dds-sg7 singapore FOREIGN-1");
		});
		assertThat(attempt(accepted).json().path("settledBy").stringValue()).isEqualTo("actiontrail");
		assertThat(attempt(accepted).json().path("requestId").stringValue())
			.isEqualTo(this.provider.resets("dds-accepted1").getFirst().requestId());
		assertThat(attempt(rejected).json().path("rejection").stringValue()).isEqualTo("instance-not-found");
		for (String attempt : List.of(lost, unread, lostInSingapore)) {
			assertThat(attempt(attempt).outcome()).isEqualTo("unconfirmed");
		}
		assertThat(rows("reconciled")).extracting((row) -> row.substring(0, row.lastIndexOf(' ')))
			.containsExactlyInAnyOrder("dds-accepted1 hangzhou", "dds-unknown1 hangzhou", "dds-sg1 singapore");
		Answer repeat = reset("dds-accepted1");
		assertThat(repeat.header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(repeat.outcome()).isEqualTo("accepted");
		assertThat(this.replicas.getFirst().trail("instance = 'dds-batch7'").getFirst())
			.containsEntry("provider_user", "alice")
			.containsEntry("source_address", "192.0.2.9")
			.containsEntry("provider_request_id", "FOREIGN-1");
		assertThat(this.replicas.getFirst().trail().toString()).doesNotContain(PASSWORD);
		provesAllRowsOf(accepted);
		// It is counted after the commit
		await().untilAsserted(() -> assertThat(metrics()).anyMatch(
				(text) -> text.contains("actiontrail_events_total{meaning=\"foreign\",target=\"hangzhou\"} 1.0")));
		assertThat(metrics())
			.allMatch((text) -> text.contains("actiontrail_queries_total{result=\"throttled\",target=\"beijing\"}"))
			.noneMatch((text) -> text.contains(PASSWORD));
		// All events were read, page by page, and never two queries within a second
		int pages = OTHER_EVENTS / 50;
		await().atMost(Duration.ofSeconds(60 + 3 * pages)).until(() -> this.trail.queries() > pages);
		assertThat(this.trail.shortestPause()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(this.trailOfSingapore.shortestPause()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(rows("foreign-change")).hasSize(2);
		readsOnWhileAnotherTrailHangs(this.replicas.getFirst());
	}

	private void readsOnWhileAnotherTrailHangs(Facade replica) {
		this.replicas.getLast().close();
		assertThat(replica.bean(ScheduledTaskHolder.class).getScheduledTasks()).hasSizeLessThanOrEqualTo(
				replica.bean(ThreadPoolTaskScheduler.class).getScheduledThreadPoolExecutor().getCorePoolSize());
		CountDownLatch end = new CountDownLatch(1);
		int hanging = this.trailOfSingapore.queries() + 1;
		this.trailOfSingapore.always(StubAnswer.asUsual().after(end));
		await().atMost(Duration.ofMinutes(1)).until(() -> this.trailOfSingapore.queries() >= hanging);
		// A query that hangs ends after 10 s
		int read = this.trail.queries();
		await().atMost(Duration.ofSeconds(8)).until(() -> this.trail.queries() >= read + 2);
		end.countDown();
	}

	@Test
	void isOffUnlessItIsEnabledAndNeedsAnEndpointOrARegion() {
		try (Facade off = Facade.start(Database.migratedPostgres(), this.provider)) {
			assertThat(off.context().containsBean("reconciliations")).isFalse();
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
		(instance.startsWith("dds-sg") ? this.singapore : this.provider)
			.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		Answer answer = reset(instance);
		assertThat(answer.outcome()).as(answer.text()).isEqualTo("unconfirmed");
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

	private static TrailEvent foreign(String instance) {
		return TrailEvent.byAlice(instance, Instant.now()).with("requestId", "FOREIGN-1");
	}

	private List<String> rows(String event) {
		return this.database.column(String.class,
				"select concat(instance, ' ', target, ' ', provider_request_id) from trail where event = ?", event);
	}

	private Stream<String> metrics() {
		return this.replicas.stream()
			.map((replica) -> replica.get(replica.managementUri("/actuator/prometheus")).text());
	}

	private Facade start() {
		return Facade.startWith(Stream.concat(this.trail.properties(),
				"""
						ALIBABA_CLOUD_ACCESS_KEY_ID=%1$s
						ALIBABA_CLOUD_ACCESS_KEY_SECRET=%2$s
						root-password.sts.endpoint=%3$s
						root-password.dds.protocol=http
						root-password.actiontrail.until=2m
						root-password.targets[0].name=singapore
						root-password.targets[0].instances=dds-sg*
						root-password.targets[0].endpoint=%5$s
						root-password.targets[0].role-arn=%6$s
						root-password.targets[1].name=beijing
						root-password.targets[1].instances=dds-bj*
						root-password.targets[1].endpoint=%4$s
						root-password.targets[2].name=off
						root-password.targets[2].instances=dds-off*
						root-password.targets[2].endpoint=%4$s
						root-password.targets[2].actiontrail=false
						root-password.targets[3].name=hangzhou
						root-password.targets[3].instances=dds-*
						root-password.targets[3].endpoint=%4$s
						"""
					.formatted(ProviderStub.ACCESS_KEY_ID, ProviderStub.ACCESS_KEY_SECRET, this.sts.endpoint(),
							this.provider.endpoint(), this.singapore.endpoint(), ROLE)
					.lines()),
				this.database);
	}

}
