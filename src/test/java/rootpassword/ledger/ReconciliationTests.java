package rootpassword.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import rootpassword.kit.Commands;
import rootpassword.kit.database.EachDatabase;
import rootpassword.ledger.reconciliation.JdbcReconciliationLedger;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.Reconciliation;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;
import rootpassword.reset.reconciliation.ReconciliationObserver;
import rootpassword.reset.reconciliation.ReconciliationObserver.Meaning;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.UNCONFIRMED;

/**
 * The reconciliation on every database: which events change an attempt, which do not, and
 * whose turn it is to read.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EachDatabase
class ReconciliationTests extends JdbcLedgerFixture {

	private static final ReconciliationPlan PLAN = new ReconciliationPlan(Duration.ofMinutes(10), Duration.ofHours(24),
			true);

	private static final ResetOutcome TIMED_OUT = new Unconfirmed(ProviderAnswer.NONE);

	private final List<Meaning> meanings = new ArrayList<>();

	private final List<Reading> readings = new ArrayList<>();

	private JdbcReconciliationLedger reconciliation;

	@BeforeEach
	void startReconciliation() {
		this.reconciliation = ledger(PLAN);
	}

	@Test
	void settlesAnUnconfirmedAttemptAsAcceptedAndReplaysItsKey() {
		AttemptId attempt = unconfirmed("k");
		read(event(attempt, accepted("R-1")));
		assertThat(this.meanings).containsExactly(Meaning.ACCEPTED);
		assertThat(state(attempt)).isEqualTo("accepted R-1 actiontrail");
		assertThat(trail()).last()
			.isEqualTo(new TrailRow("reconciled", attempt.value(), "portal", null, "::1", "dds-bp1", null, "accepted",
					null, "R-1", null, null, null));
		assertThat(this.database.column(String.class, "select provider_user from trail where event = 'reconciled'"))
			.containsExactly("root-password:session");
		assertThat(
				this.database.trail("event = 'reconciled' and provider_time > current_timestamp - interval '1' hour"))
			.hasSize(1);
		assertThat(ledger().open(keyed("k"))).isEqualTo(new Replayed(attempt, accepted("R-1"), false));
	}

	@Test
	void settlesAnUnconfirmedAttemptAsRejectedSoThatItsKeyRunsAgain() {
		AttemptId attempt = unconfirmed("k");
		read(event(attempt, rejected("R-1")));
		assertThat(this.meanings).containsExactly(Meaning.REJECTED);
		assertThat(state(attempt)).isEqualTo("rejected R-1 actiontrail");
		assertThat(trail()).last().satisfies((row) -> {
			assertThat(row.rejection()).isEqualTo("instance-state");
			assertThat(row.code()).isEqualTo("IncorrectDBInstanceState");
		});
		assertThat(((Admitted) ledger().open(keyed("k"))).earlier()).isNull();
	}

	@Test
	void leavesAnAttemptWithoutAnEventUnconfirmed() {
		AttemptId attempt = unconfirmed("k");
		read();
		assertThat(state(attempt)).startsWith("unconfirmed");
		assertThat(this.readings).hasSize(1);
	}

	@Test
	void neverReplacesAKnownOutcomeAndNeverSettlesAnOpenAttempt() {
		AttemptId open = this.replica.admit(keyed("open")).attempt();
		AttemptId accepted = settled("dds-bp2", ACCEPTED);
		AttemptId rejected = settled("dds-bp3", REJECTED);
		List<TrailRow> before = trail();
		read(event(open, "dds-bp1", accepted("R-1")), event(accepted, "dds-bp2", rejected("06CBD06E")),
				event(rejected, "dds-bp3", accepted("5C1A9F1E")), event(accepted, "dds-bp2", accepted("06CBD06E")));
		assertThat(this.meanings).containsExactly(Meaning.KNOWN, Meaning.CONTRADICTORY, Meaning.CONTRADICTORY,
				Meaning.KNOWN);
		// Nor by itself, should its state change after the look
		assertThat(this.reconciliation.settle(open, event(open, accepted("R-1")))).isFalse();
		assertThat(this.reconciliation.settle(rejected, event(rejected, accepted("R-1")))).isFalse();
		assertThat(trail()).isEqualTo(before);
		assertThat(state(open)).startsWith("null");
	}

	@Test
	void neverFreesTheClaimOfANewerAttempt() {
		AttemptId attempt = unconfirmed("k");
		Admitted newer = this.replica.admit(keyed("other"));
		read(event(attempt, accepted("R-1")));
		assertThat(state(attempt)).startsWith("accepted");
		assertThat(((Refused) ledger().open(keyed("third"))).reason()).isEqualTo(Rejection.IN_FLIGHT);
		assertThat(state(newer.attempt())).startsWith("null");
	}

	@Test
	void endsTheClaimOfTheAttemptItself() {
		AttemptId attempt = this.replica.admit(keyed("k")).attempt();
		this.replica.settle(attempt, TIMED_OUT);
		assertThat(((Refused) ledger().open(keyed("other"))).reason()).isEqualTo(Rejection.IN_FLIGHT);
		read(event(attempt, rejected("R-1")));
		assertThat(ledger().open(keyed("other"))).isInstanceOf(Admitted.class);
	}

	@Test
	void hostileEventsChangeNoAttempt() {
		AttemptId attempt = unconfirmed("k");
		AttemptId answered = settled("dds-bp2", UNCONFIRMED);
		ProviderEvent event = event(attempt, rejected("R-1"));
		List<TrailRow> before = trail();
		for (ProviderEvent hostile : List.of(event(attempt, "dds-bp2", rejected("R-1")),
				at(event, event.time().minus(Duration.ofHours(1))), at(event, event.time().plus(Duration.ofHours(1))),
				event(new AttemptId(UUID.randomUUID()), rejected("R-1")), event(null, rejected("R-1")),
				event(attempt, new Unconfirmed(new ProviderAnswer(null, "InternalError", "R-1", null))),
				// The provider has told the request id of the real call
				event(answered, "dds-bp2", rejected("R-1")))) {
			read(hostile);
			assertThat(trail()).as("%s", hostile).isEqualTo(before);
		}
		assertThat(this.meanings).containsExactly(Meaning.CONTRADICTORY, Meaning.CONTRADICTORY, Meaning.CONTRADICTORY,
				Meaning.KNOWN, Meaning.KNOWN, Meaning.UNDECIDED, Meaning.CONTRADICTORY);
	}

	@Test
	void contradictoryEventsChangeNothingInEitherOrder() {
		AttemptId attempt = unconfirmed("k");
		List<TrailRow> before = trail();
		for (List<ResetOutcome> outcomes : List.of(List.of(accepted("R-1"), rejected("R-1")),
				List.of(rejected("R-1"), accepted("R-2")), List.of(accepted("R-1"), accepted("R-2")))) {
			read(outcomes.stream().map((outcome) -> event(attempt, outcome)).toArray(ProviderEvent[]::new));
		}
		assertThat(this.meanings).hasSize(6).containsOnly(Meaning.CONTRADICTORY);
		assertThat(trail()).isEqualTo(before);
		// The same event twice is no contradiction
		read(event(attempt, accepted("R-1")), event(attempt, accepted("R-1")));
		assertThat(state(attempt)).startsWith("accepted R-1");
		// The first one stays
		read(event(attempt, rejected("R-1")));
		assertThat(state(attempt)).startsWith("accepted R-1");
		assertThat(this.meanings).endsWith(Meaning.ACCEPTED, Meaning.KNOWN, Meaning.CONTRADICTORY);
	}

	@Test
	void recordsAForeignChangeOnceForAllReplicas() {
		ProviderEvent foreign = event(null, accepted("R-9"));
		read(foreign, foreign);
		try (Replica other = new Replica(this.database)) {
			assertThat(ledger(other, PLAN).recordForeignChange(foreign)).isFalse();
		}
		assertThat(this.meanings).containsExactly(Meaning.FOREIGN, Meaning.KNOWN);
		assertThat(trail()).containsExactly(new TrailRow("foreign-change", null, "-", null, "192.0.2.9", "dds-bp1",
				null, "accepted", null, "R-9", null, null, null));
		assertThat(this.database.column(String.class, "select concat(provider_user, ' ', target) from trail"))
			.containsExactly("root-password:session default");
	}

	@Test
	void knowsItsOwnChangesAndThoseThatOnlyPretendToBe() {
		AttemptId accepted = settled("dds-bp2", ACCEPTED);
		settled("dds-bp3", REJECTED);
		// Its own, even if the provider cuts off the user agent
		read(event(accepted, "dds-bp2", accepted("06CBD06E")), event(null, "dds-bp2", accepted("06CBD06E")));
		assertThat(this.meanings).containsOnly(Meaning.KNOWN);
		// Another's, with the id of an attempt of this service or of nobody
		read(event(accepted, "dds-bp2", accepted("R-1")), event(new AttemptId(UUID.randomUUID()), accepted("R-2")),
				event(accepted, "dds-bp3", accepted("R-3")));
		assertThat(this.meanings).endsWith(Meaning.FOREIGN, Meaning.FOREIGN, Meaning.FOREIGN);
		// Not covered by a rule, or without effect
		read(event(null, "dds-other", accepted("R-4")), event(null, rejected("R-5")));
		assertThat(this.meanings).endsWith(Meaning.KNOWN, Meaning.KNOWN);
		assertThat(this.database.trail("event = 'foreign-change'")).hasSize(3);
	}

	@Test
	void withoutForeignChangesReadsOnlyTimesWithUnconfirmedAttempts() {
		ReconciliationPlan plan = new ReconciliationPlan(PLAN.delay(), PLAN.until(), false);
		this.reconciliation = ledger(plan);
		settled("dds-bp2", ACCEPTED);
		passTime(Duration.ofMinutes(20));
		assertThat(begin()).isNull();
		AttemptId attempt = unconfirmed("k");
		passTime(Duration.ofMinutes(20));
		Reading reading = begin();
		assertThat(ledger(this.replica, plan, "singapore", "6543210987654321", 1).begin()).isEmpty();
		// Not the whole day before
		assertThat(reading.from()).isBetween(Instant.now().minus(Duration.ofMinutes(20)),
				Instant.now().minus(Duration.ofMinutes(15)));
		this.reconciliation.postpone(reading, true);
		read(plan, event(attempt, accepted("R-1")), event(null, accepted("R-2")));
		assertThat(this.meanings).containsExactly(Meaning.ACCEPTED, Meaning.KNOWN);
	}

	@Test
	void anEventOfAnotherAccountSettlesNothingAndIsNoForeignChange() {
		AttemptId attempt = unconfirmed("k");
		AttemptId answered = settled("dds-bp2", UNCONFIRMED);
		List<TrailRow> before = trail();
		this.reconciliation = ledger("singapore", "6543210987654321", 1);
		ProviderEvent event = event(attempt, accepted("R-1"));
		read(event, event(answered, "dds-bp2", rejected("R-1")), event(null, "dds-bp2", accepted("8")));
		assertThat(this.meanings).containsExactly(Meaning.KNOWN, Meaning.KNOWN, Meaning.KNOWN);
		assertThat(this.reconciliation.find(event)).isEmpty();
		assertThat(this.reconciliation.settle(attempt, event)).isFalse();
		assertThat(trail()).isEqualTo(before);
		assertThat(state(attempt)).startsWith("unconfirmed");
		// That account still finds calls that only pretend to be of the attempts
		read(event(attempt, "dds-bp3", accepted("R-2")), event(answered, "dds-bp2", accepted("R-3")));
		assertThat(this.meanings).endsWith(Meaning.FOREIGN, Meaning.FOREIGN);
		assertThat(this.database.column(String.class, "select target from trail where event = 'foreign-change'"))
			.containsOnly("singapore");
		this.reconciliation = ledger(PLAN);
		read(event);
		assertThat(state(attempt)).isEqualTo("accepted R-1 actiontrail");
	}

	@Test
	void aForeignChangeHidesNoneOfAnotherAccount() {
		read(event(null, accepted("R-9")));
		this.reconciliation = ledger("singapore", "6543210987654321", 1);
		read(event(null, "dds-t4n1", accepted("R-9")));
		read(event(null, "dds-t4n1", accepted("R-9")));
		assertThat(this.meanings).containsExactly(Meaning.FOREIGN, Meaning.FOREIGN, Meaning.KNOWN);
		assertThat(this.database.column(String.class,
				"select concat(target, ' ', instance) from trail where event = 'foreign-change' order by seq"))
			.containsExactly("default dds-bp1", "singapore dds-t4n1");
	}

	@Test
	void eachTargetHasCursorsOfItsOwn() {
		JdbcReconciliationLedger singapore = ledger("singapore", "6543210987654321", 1);
		Reading first = begin();
		Reading other = singapore.begin().orElseThrow();
		assertThat(other.age()).isEqualTo(first.age());
		this.reconciliation.end(first, null);
		assertThat(this.reconciliation.readUntil()).isEqualTo(first.to());
		assertThat(singapore.readUntil()).isEqualTo(other.from());
		singapore.end(other, "page-2");
		Reading next = begin();
		assertThat(next.token()).isNull();
		assertThat(next.from()).isEqualTo(first.to());
		assertThat(singapore.begin().orElseThrow().token()).isEqualTo("page-2");
		singapore.postpone(other, true);
		this.reconciliation.end(next, null);
		assertThat(this.reconciliation.readUntil()).isEqualTo(next.to());
	}

	@Test
	void theTargetsOfAnAccountShareOneQueryASecond() {
		this.reconciliation = ledger("hangzhou", "own", 2);
		JdbcReconciliationLedger beijing = ledger("beijing", "own", 2);
		this.database.execute("create table begun as select current_timestamp as at");
		Reading hanging = begin();
		assertThat(free("reconciliation_account, begun where account = 'own'", 1)).isOne();
		this.database.execute("update reconciliation_account set free_at = free_at + interval '1' hour");
		assertThat(beijing.begin()).isEmpty();
		assertThat(ledger("singapore", "6543210987654321", 1).begin()).isPresent();
		// It goes on while the other query is not answered
		freeAccounts();
		Reading reading = beijing.begin().orElseThrow();
		freeAccounts();
		this.database.execute("create table ended as select current_timestamp as at");
		this.reconciliation.end(hanging, null);
		assertThat(free("reconciliation_account, ended where account = 'own'", 1)).isOne();
		// The other target comes first
		assertThat(free("reconciliation_turn, ended where target = 'hangzhou'", 2)).isOne();
		beijing.postpone(reading, false);
		assertThat(this.database.column(String.class, "select target from reconciliation_turn where failures > 0"))
			.containsExactly("beijing");
	}

	@Test
	void replicasThatStartAtOnceMakeTheTurnOnce() {
		List<Replica> replicas = List.of(new Replica(this.database), new Replica(this.database),
				new Replica(this.database));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int round = 0; round < 20; round++) {
				String target = "target" + round;
				assertThat(replicas.stream()
					.map((other) -> ledger(other, PLAN, target, target, 1))
					.map((other) -> CompletableFuture.supplyAsync(other::begin, threads))
					.toList()
					.stream()
					.map(CompletableFuture::join)
					.filter(Optional::isPresent)).hasSizeLessThanOrEqualTo(1);
			}
		}
		finally {
			replicas.forEach(Replica::close);
		}
		assertThat(this.database.number("select count(*) from reconciliation_turn")).isEqualTo(20);
	}

	@Test
	void oneReplicaReadsAtATimeAndOnceASecond() {
		everythingIsDue();
		Reading reading = begin();
		assertThat(this.reconciliation.begin()).isEmpty();
		this.database.execute("create table before_end as select current_timestamp as at");
		this.reconciliation.end(reading, null);
		// Not within the next second
		assertThat(this.database.number("select count(*) from reconciliation_turn, before_end "
				+ "where free_at >= before_end.at + interval '1' second"))
			.isOne();
		assertThat(begin().turn()).isEqualTo(reading.turn() + 1);
	}

	@Test
	void onlyOneOfManyThatAskAtOnceGetsTheTurn() {
		everythingIsDue();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int round = 0; round < 10; round++) {
				freeTurn();
				passTime(Duration.ofHours(3));
				assertThat(IntStream.range(0, 8)
					.mapToObj((i) -> CompletableFuture.supplyAsync(this.reconciliation::begin, threads))
					.toList()
					.stream()
					.map(CompletableFuture::join)
					.filter(Optional::isPresent)).hasSize(1);
			}
		}
	}

	@Test
	void aReplicaWhoseTurnIsOverMovesNoCursor() {
		everythingIsDue();
		Reading late = begin();
		Reading next = begin();
		assertThat(next.age()).isNotEqualTo(late.age());
		List<Map<String, Object>> before = readers();
		this.reconciliation.end(late, "token");
		this.reconciliation.postpone(late, true);
		assertThat(readers()).isEqualTo(before);
		assertThat(this.database.number("select count(*) from reconciliation_turn where free_at > current_timestamp"))
			.isOne();
	}

	@Test
	void continuesAWindowAfterARestartAndRestartsItIfTheTokenIsRefused() {
		Reading first = begin();
		this.reconciliation.end(first, "page-2");
		this.reconciliation = ledger(PLAN);
		Reading second = beginAt(first.age());
		assertThat(second.token()).isEqualTo("page-2");
		assertThat(second.from()).isEqualTo(first.from());
		assertThat(second.to()).isEqualTo(first.to());
		this.reconciliation.postpone(second, false);
		assertThat(beginAt(first.age()).token()).isEqualTo("page-2");
		this.reconciliation.postpone(beginAt(first.age()), true);
		Reading again = beginAt(first.age());
		assertThat(again.token()).isNull();
		assertThat(again.from()).isEqualTo(first.from());
		this.reconciliation.end(again, null);
		passTime(Duration.ofMinutes(2));
		assertThat(beginAt(first.age()).from()).isBeforeOrEqualTo(again.to());
	}

	@Test
	void aTokenThatLeadsToItselfEndsTheWindow() {
		Reconciliation endless = reconciliation(PLAN, (reading) -> {
			this.readings.add(reading);
			return new Page(List.of(), 0, "same");
		});
		for (int i = 0; i < 6; i++) {
			freeTurn();
			endless.readPage();
		}
		assertThat(this.readings).extracting(Reading::from).isSorted();
		assertThat(this.readings).extracting(Reading::token).containsExactly(null, "same", null, "same", null, "same");
	}

	@Test
	void tokensThatLeadInACircleEndTheWindow() {
		Reconciliation endless = reconciliation(PLAN, (reading) -> {
			this.readings.add(reading);
			return new Page(List.of(), 0, "b".equals(reading.token()) ? "c" : (reading.token() == null) ? "a" : "b");
		});
		for (int i = 0; i < 5; i++) {
			freeTurn();
			endless.readPage();
		}
		assertThat(this.readings).extracting(Reading::token).containsExactly(null, "a", "b", "c", null);
		assertThat(this.readings.getLast().from()).isEqualTo(this.readings.getFirst().to());
	}

	@Test
	void leavesAWindowThatItCannotReadBeyondTheHorizon() {
		Reading first = begin();
		this.reconciliation.end(first, "page-2");
		passTime(PLAN.horizon().minus(PLAN.until()).minusHours(2));
		assertThat(beginAt(first.age()).token()).isEqualTo("page-2");
		passTime(Duration.ofHours(3));
		Reading next = beginAt(first.age());
		assertThat(next.token()).isNull();
		assertThat(next.from()).isBetween(Instant.now().minus(PLAN.horizon()).minusSeconds(60), Instant.now());
	}

	@Test
	void knowsHowFarTheYoungestReaderIs() {
		assertThat(this.reconciliation.readUntil()).isAfter(Instant.now().minusSeconds(60));
		Reading first = begin();
		assertThat(first.age()).isEqualTo(PLAN.delay());
		this.reconciliation.end(first, null);
		assertThat(this.reconciliation.readUntil()).isEqualTo(first.to());
		// An older reader changes nothing about it
		passTime(Duration.ofHours(3));
		Reading older = beginAt(PLAN.ages().get(1));
		this.reconciliation.end(older, null);
		assertThat(this.reconciliation.readUntil()).isEqualTo(first.to().minus(Duration.ofHours(3)));
	}

	@Test
	void pausesLongerAfterEachFailureAndReadsTheSamePageAgain() {
		Reconciliation failing = reconciliation(PLAN, (reading) -> {
			this.readings.add(reading);
			return new Failed(Failure.THROTTLED, "HTTP 400 Throttling.User");
		});
		for (int seconds : List.of(2, 4, 8, 16, 32, 64, 128, 256, 300, 300)) {
			freeTurn();
			failing.readPage();
			assertThat(this.database.column(Integer.class,
					"select cast(round(extract(epoch from free_at - current_timestamp)) as integer) from reconciliation_turn"))
				.allSatisfy((pause) -> assertThat(pause).isBetween(seconds - 20, seconds));
		}
		freeTurn();
		Reading reading = begin();
		assertThat(this.readings.stream().filter((failed) -> failed.age().equals(reading.age())))
			.allMatch((failed) -> failed.from().equals(reading.from()) && failed.to().equals(reading.to()))
			.isNotEmpty();
	}

	@Test
	void readsEveryMomentAtEveryAge() {
		Map<Duration, Instant> readUntil = new java.util.HashMap<>();
		for (int i = 0; i < 60; i++) {
			Reading reading = begin();
			if (reading != null) {
				Instant last = readUntil.put(reading.age(), reading.to());
				assertThat(last == null || !reading.from().isAfter(last)).as("no gap at %s", reading).isTrue();
				this.reconciliation.end(reading, null);
			}
			passTime(Duration.ofMinutes(7));
			readUntil.replaceAll((age, to) -> to.minus(Duration.ofMinutes(7)));
		}
		assertThat(readUntil.keySet()).containsExactlyInAnyOrderElementsOf(PLAN.ages());
	}

	private AttemptId unconfirmed(String key) {
		AttemptId attempt = this.replica.admit(keyed(key)).attempt();
		this.replica.settle(attempt, TIMED_OUT);
		endLease(attempt);
		// A key pauses after an attempt
		this.database.execute("update attempt set opened_at = opened_at - interval '1' minute");
		return attempt;
	}

	private AttemptId settled(String instance, ResetOutcome outcome) {
		AttemptId attempt = this.replica.admit(Commands.reset(instance).build()).attempt();
		this.replica.settle(attempt, outcome);
		return attempt;
	}

	private static rootpassword.reset.command.ResetCommand keyed(String key) {
		return Commands.reset(INSTANCE.value()).key(key).build();
	}

	private static ResetOutcome accepted(String requestId) {
		return new Accepted(new ProviderAnswer(null, null, requestId, null));
	}

	private static ResetOutcome rejected(String requestId) {
		return new Rejected(Rejection.INSTANCE_STATE,
				new ProviderAnswer(null, "IncorrectDBInstanceState", requestId, null));
	}

	private static ProviderEvent event(@Nullable AttemptId attempt, ResetOutcome outcome) {
		return event(attempt, INSTANCE.value(), outcome);
	}

	private static ProviderEvent event(@Nullable AttemptId attempt, String instance, ResetOutcome outcome) {
		return new ProviderEvent(attempt, new InstanceId(instance), outcome,
				String.valueOf(outcome.answer().requestId()), Instant.now().truncatedTo(ChronoUnit.SECONDS),
				"root-password:session", "192.0.2.9");
	}

	private static ProviderEvent at(ProviderEvent event, Instant time) {
		return new ProviderEvent(event.attempt(), event.instance(), event.outcome(), event.requestId(), time,
				event.user(), event.sourceAddress());
	}

	/** Reads one page with these events. */
	private void read(ProviderEvent... events) {
		read(PLAN, events);
	}

	private void read(ReconciliationPlan plan, ProviderEvent... events) {
		freeTurn();
		passTime(Duration.ofHours(3));
		reconciliation(plan, (reading) -> {
			this.readings.add(reading);
			return new Page(List.of(events), 0, null);
		}).readPage();
	}

	private Reconciliation reconciliation(ReconciliationPlan plan, Function<Reading, Lookup> source) {
		ProviderTrail trail = this.reconciliation.trail();
		return new Reconciliation(new ProviderTrail(trail.target(), trail.account(), trail.sharing(), source),
				this.reconciliation, (instance) -> !instance.value().equals("dds-other"), new ReconciliationObserver() {

					@Override
					public void readUntil(Instant time) {
					}

					@Override
					public void lookedUp(Lookup lookup) {
					}

					@Override
					public void judged(Meaning meaning, int events) {
						for (int i = 0; i < events; i++) {
							ReconciliationTests.this.meanings.add(meaning);
						}
					}

				}, plan.foreignChanges());
	}

	private JdbcReconciliationLedger ledger(ReconciliationPlan plan) {
		return ledger(this.replica, plan);
	}

	private static JdbcReconciliationLedger ledger(Replica replica, ReconciliationPlan plan) {
		return ledger(replica, plan, "default", "own", 1);
	}

	private JdbcReconciliationLedger ledger(String target, String account, int sharing) {
		return ledger(this.replica, PLAN, target, account, sharing);
	}

	private static JdbcReconciliationLedger ledger(Replica replica, ReconciliationPlan plan, String target,
			String account, int sharing) {
		return new JdbcReconciliationLedger(replica.jdbc, replica.transactions,
				(attempt, event) -> replica.settlements.reconcile(target, attempt, event),
				(event) -> replica.trail.appendForeignChange(target, event), plan,
				new ProviderTrail(target, account, sharing, (reading) -> {
					throw new IllegalStateException();
				}));
	}

	/** The next page, as if the pause were over. */
	private @Nullable Reading begin() {
		freeTurn();
		return this.reconciliation.begin().orElse(null);
	}

	/** The next page of one reader. */
	private Reading beginAt(Duration age) {
		this.database.update("update reconciliation_reader set last_turn = -1 where age = ?", age.toSeconds());
		return begin();
	}

	private void everythingIsDue() {
		this.reconciliation.end(begin(), null);
		passTime(Duration.ofHours(3));
	}

	private void freeTurn() {
		freeAccounts();
		this.database.execute("update reconciliation_turn set free_at = current_timestamp");
	}

	/** How many of the rows are free only so many seconds after the time. */
	private int free(String rows, int seconds) {
		return this.database
			.number("select count(*) from " + rows + " and free_at >= at + interval '" + seconds + "' second");
	}

	private void freeAccounts() {
		this.database.execute("update reconciliation_account set free_at = current_timestamp");
	}

	/** Lets this time pass for the readers. */
	private void passTime(Duration time) {
		this.database.update(
				"update reconciliation_reader set "
						+ "read_until = read_until - cast(? as bigint) * interval '1' second, "
						+ "reading_until = reading_until - cast(? as bigint) * interval '1' second",
				time.toSeconds(), time.toSeconds());
	}

	private List<Map<String, Object>> readers() {
		return this.database.client().sql("select * from reconciliation_reader order by age").query().listOfRows();
	}

	private String state(AttemptId attempt) {
		return this.database
			.column(String.class,
					"select concat(coalesce(outcome, 'null'), ' ', provider_request_id, ' ', settled_by) "
							+ "from attempt where id = ?",
					attempt.value())
			.getFirst();
	}

}
