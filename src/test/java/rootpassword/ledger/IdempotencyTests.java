package rootpassword.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.EachDatabase;
import rootpassword.ledger.Replica.Setup;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.command.ResetCommand.CharacterType;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.THROTTLED;
import static rootpassword.kit.Outcomes.UNCONFIRMED;

/**
 * Repeats under the same idempotency key, on every database.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EachDatabase
class IdempotencyTests {

	@Parameter
	private Vendor vendor;

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final InstanceId INSTANCE = new InstanceId("dds-bp1");

	private static final Actor PORTAL = new Actor("portal", "alice@example.com", "192.0.2.7");

	private static final ResetOutcome UNREACHABLE = new Rejected(Rejection.PROVIDER_UNREACHABLE);

	private Database database;

	private Replica replica;

	@BeforeEach
	void start() {
		this.database = this.vendor.createMigrated();
		this.replica = new Replica(this.database);
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	static Stream<ResetOutcome> finalOutcomes() {
		return Stream.concat(Stream.of(ACCEPTED),
				Stream.of(Rejection.values())
					.filter((reason) -> !reason.retryable())
					.map((reason) -> new Rejected(reason, new ProviderAnswer(400, "Code.X", "R-1", null))));
	}

	static Stream<ResetOutcome> retryableOutcomes() {
		return Stream.concat(Stream.of(UNCONFIRMED),
				Stream.of(Rejection.values()).filter(Rejection::retryable).map(Rejected::new));
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void replaysAFinalOutcome(ResetOutcome outcome) {
		AttemptId attempt = admitted("k", "A");
		settle(attempt, outcome);
		for (int i = 0; i < 2; i++) {
			assertThat(open("k", "A")).isEqualTo(new Replayed(attempt, outcome, false));
		}
		assertThat(this.database.trail(
				"event = 'replayed' and attempt_id = ? and outcome = ? and source_address = ? and repeat_of is null",
				attempt.value(), outcome.word(), "192.0.2.7"))
			.hasSize(2);
		assertThat(this.database.number("select count(*) from attempt")).isOne();
	}

	@Test
	void replaysThatALoginSucceeded() {
		AttemptId attempt = admitted("k", "A");
		settle(attempt, ACCEPTED);
		this.replica.ledger.recordLogin(attempt);
		assertThat(open("k", "A")).isEqualTo(new Replayed(attempt, ACCEPTED, true));
	}

	@Test
	void replaysAlsoWhileAnotherAttemptIsOpen() {
		AttemptId attempt = admitted("k", "A");
		settle(attempt, ACCEPTED);
		admitted(null, "B");
		assertThat(open("k", "A")).isEqualTo(new Replayed(attempt, ACCEPTED, false));
	}

	@ParameterizedTest
	@MethodSource("retryableOutcomes")
	void runsARetryableOutcomeAgain(ResetOutcome outcome) {
		AttemptId first = admitted("k", "A");
		settle(first, outcome);
		aged();
		AttemptId second = admitted("k", "A");
		settle(second, THROTTLED);
		aged();
		AttemptId third = admitted("k", "A");
		settle(third, ACCEPTED);
		assertThat(open("k", "A")).isEqualTo(new Replayed(third, ACCEPTED, false));
		assertThat(this.database.trail("event = 'replayed' and attempt_id = ? and repeat_of = ?", third.value(),
				first.value()))
			.hasSize(1);
		for (AttemptId repeat : List.of(second, third)) {
			assertThat(this.database.number("select count(*) from attempt where id = ? and repeat_of = ?",
					repeat.value(), first.value()))
				.isOne();
			assertThat(this.database.trail("attempt_id = ? and repeat_of = ? and event in ('opened', 'settled')",
					repeat.value(), first.value()))
				.hasSize(2);
		}
		assertThat(this.database.number("select count(*) from attempt where repeat_of is null")).isOne();
	}

	@ParameterizedTest
	@MethodSource("retryableOutcomes")
	void refusesARepeatWithinASecond(ResetOutcome outcome) {
		AttemptId first = admitted("k", "A");
		settle(first, outcome);
		assertThat(openWithin(SECOND, first)).isEqualTo(refused(first, Rejection.RATE_LIMITED, SECOND,
				(outcome instanceof Unconfirmed) ? EarlierOutcome.UNCONFIRMED : null));
		assertThat(this.database.trail("event = 'refused' and rejection = 'rate-limited' and repeat_of = ?",
				first.value()))
			.hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "PASSWORD_REFUSED", "CHARACTER_TYPE", "INSTANCE_NOT_FOUND" })
	void noRejectionIsFinalForAnUnconfirmedKey(Rejection reason) {
		ResetOutcome rejected = new Rejected(reason, new ProviderAnswer(400, "Code.X", "R-1", null));
		AttemptId first = admitted("k", "A");
		settle(first, UNCONFIRMED);
		for (int repeat = 0; repeat < 2; repeat++) {
			aged();
			Admitted again = (Admitted) open("k", "A");
			assertThat(again.earlier()).isEqualTo(EarlierOutcome.UNCONFIRMED);
			settle(again.attempt(), rejected);
		}
		// A late answer decides the outcome of the key, also after later attempts
		settle(first, ACCEPTED);
		assertThat(open("k", "A")).isEqualTo(new Replayed(first, ACCEPTED, false));
	}

	@Test
	void anAttemptThatACrashLeftOpenIsUnconfirmedForItsKey() {
		AttemptId first = admitted("k", "A");
		endLease(first);
		aged();
		assertThat(((Admitted) open("k", "A")).earlier()).isEqualTo(EarlierOutcome.UNCONFIRMED);
	}

	@Test
	void theFirstAttemptOfAKeyHasNoEarlierOutcome() {
		assertThat(((Admitted) open("k", "A")).earlier()).isNull();
		settle(admitted(new InstanceId("dds-bp2"), "k", "A"), THROTTLED);
		aged();
		assertThat(((Admitted) open(new InstanceId("dds-bp2"), "k", "A")).earlier()).isNull();
	}

	@Test
	void waitsAsLongAsTheProviderAsks() {
		AttemptId first = admitted("k", "A");
		settle(first, new Rejected(Rejection.PROVIDER_THROTTLED,
				new ProviderAnswer(503, "Throttling", "77", Duration.ofMillis(20_100))));
		aged();
		Refused refused = (Refused) open("k", "A");
		assertThat(refused.reason()).isEqualTo(Rejection.RATE_LIMITED);
		assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(21));
		this.database.execute("update attempt set retry_at = current_timestamp");
		admitted("k", "A");
	}

	@Test
	void waitsLongerAfterEachAttemptAndLimitsAttemptsPerHour() {
		List<Long> pauses = new ArrayList<>();
		for (int attempts = 1; attempts < KeyedAttempts.PER_HOUR; attempts++) {
			Admitted admitted = (Admitted) open("k", "A");
			settle(admitted.attempt(), THROTTLED);
			Duration pause = admitted.repeatAfter();
			assertThat(openWithin(pause, admitted.attempt()).reason()).isEqualTo(Rejection.RATE_LIMITED);
			pauses.add(pause.toSeconds());
			age("attempt", "opened_at", pause.toSeconds());
		}
		assertThat(pauses).startsWith(1L, 1L, 1L, 2L, 4L, 8L, 16L, 30L, 30L).endsWith(30L);
		settle(admitted("k", "A"), THROTTLED);
		age("attempt", "opened_at", 60L);
		// The first was opened 12 minutes ago: 62 s of growing pauses, 22 of 30 s, and a
		// minute
		assertThat(((Refused) open("k", "A")).retryAfter()).isBetween(Duration.ofSeconds(3600 - 1100),
				Duration.ofSeconds(3600 - 750));
		age("attempt", "opened_at", 2850L);
		admitted("k", "A");
	}

	@Test
	void runsAnUnsettledAttemptAgainAfterItsLease() {
		AttemptId first = admitted("k", "A");
		assertThat(open("k", "A")).isEqualTo(new Refused(first, Rejection.IN_FLIGHT, LEASE, null));
		aged();
		endLease(first);
		admitted("k", "A");
	}

	@Test
	void namesTheOpenAttemptOnlyToItsOwnKey() {
		AttemptId first = admitted("k", "A");
		assertThat(open("k", "A")).isEqualTo(new Refused(first, Rejection.IN_FLIGHT, LEASE, null));
		assertThat(open("other", "A")).isEqualTo(new Refused(null, Rejection.IN_FLIGHT, LEASE, null));
		assertThat(open(null, "A")).isEqualTo(new Refused(null, Rejection.IN_FLIGHT, LEASE, null));
	}

	@Test
	void refusesOtherContentUnderAKeyAfterEveryOutcome() {
		AttemptId first = admitted("k", "A");
		Refused reused = new Refused(first, Rejection.KEY_REUSED, null, null);
		assertThat(open("k", "B")).isEqualTo(reused);
		settle(first, UNCONFIRMED);
		assertThat(open("k", "B")).isEqualTo(refused(first, Rejection.KEY_REUSED, null, EarlierOutcome.UNCONFIRMED));
		settle(first, ACCEPTED);
		Refused accepted = refused(first, Rejection.KEY_REUSED, null, EarlierOutcome.ACCEPTED);
		assertThat(open("k", "B")).isEqualTo(accepted);
		assertThat(this.replica.ledger.open(command(INSTANCE, PORTAL, "k", "A", CharacterType.DB))).isEqualTo(accepted);
		assertThat(
				this.database.trail("event = 'refused' and rejection = 'key-reused' and repeat_of = ?", first.value()))
			.hasSize(4);
	}

	@Test
	void aKeyBelongsToOneCallerAndOneInstance() {
		settle(admitted("k", "A"), ACCEPTED);
		Actor batch = new Actor("batch", null, "::1");
		assertThat(this.replica.ledger.open(command(INSTANCE, batch, "k", "B", null))).isInstanceOf(Admitted.class);
		assertThat(this.replica.ledger.open(command(new InstanceId("dds-bp2"), PORTAL, "k", "B", null)))
			.isInstanceOf(Admitted.class);
	}

	@Test
	void onlyTheSameKeyMayOvertakeAnUnconfirmedAttempt() {
		AttemptId first = admitted("k", "A");
		settle(first, UNCONFIRMED);
		aged();
		assertThat(open(null, "A")).isEqualTo(new Refused(null, Rejection.IN_FLIGHT, LEASE, null));
		assertThat(open("other", "A")).isEqualTo(new Refused(null, Rejection.IN_FLIGHT, LEASE, null));
		AttemptId second = admitted("k", "A");
		assertThat(open("k", "A")).isEqualTo(refused(second, Rejection.IN_FLIGHT, LEASE, EarlierOutcome.UNCONFIRMED));
		settle(second, UNCONFIRMED);
		aged();
		admitted("k", "A");
	}

	@ParameterizedTest
	@MethodSource("overtakers")
	void anUnconfirmedAttemptKeepsItsClaimAfterARepeatOvertookIt(ResetOutcome outcome) {
		AttemptId first = admitted("k", "A");
		settle(first, UNCONFIRMED);
		aged();
		settle(admitted("k", "A"), outcome);
		Refused refused = (Refused) open(null, "B");
		assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
		assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), LEASE);
		endLease(first);
		assertThat(open(null, "B")).isInstanceOf(Admitted.class);
	}

	static Stream<ResetOutcome> overtakers() {
		return Stream.of(ACCEPTED, THROTTLED);
	}

	@Test
	void aLateAnswerFreesTheRestoredClaim() {
		AttemptId first = admitted("k", "A");
		settle(first, UNCONFIRMED);
		aged();
		settle(admitted("k", "A"), THROTTLED);
		settle(first, ACCEPTED);
		assertThat(open(null, "B")).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("sent")
	void neverRestoresAnOldPassword(ResetOutcome later) {
		for (ResetOutcome outcome : List.of(UNCONFIRMED, THROTTLED)) {
			InstanceId instance = new InstanceId("dds-" + outcome.word());
			AttemptId old = admitted(instance, "k", "A");
			settle(old, outcome);
			endLease(old);
			AttemptId next = admitted(instance, null, "B");
			settle(next, later);
			aged();
			Refused superseded = refused(old, Rejection.SUPERSEDED, null,
					(outcome instanceof Unconfirmed) ? EarlierOutcome.UNCONFIRMED : null);
			assertThat(open(instance, "k", "A")).isEqualTo(superseded);
			endLease(next);
			assertThat(open(instance, "k", "A")).isEqualTo(superseded);
			assertThat(this.database.trail("event = 'refused' and rejection = 'superseded' and repeat_of = ?",
					old.value()))
				.hasSize(2);
		}
	}

	static Stream<ResetOutcome> sent() {
		return Stream.of(ACCEPTED, UNCONFIRMED, THROTTLED,
				new Rejected(Rejection.INSTANCE_NOT_FOUND, new ProviderAnswer(404, "X", "Y", null)));
	}

	@ParameterizedTest
	@EnumSource(names = { "PROVIDER_UNREACHABLE", "LEDGER_UNAVAILABLE" })
	void anAttemptThatWasNotSentSupersedesNothing(Rejection reason) {
		AttemptId old = admitted("k", "A");
		settle(old, UNCONFIRMED);
		endLease(old);
		aged();
		AttemptId next = admitted(null, "B");
		assertThat(open("k", "A")).isEqualTo(refused(null, Rejection.IN_FLIGHT, LEASE, EarlierOutcome.UNCONFIRMED));
		settle(next, new Rejected(reason));
		admitted("k", "A");
	}

	@Test
	void anAttemptThatACrashLeftOpenSupersedes() {
		AttemptId old = admitted("k", "A");
		settle(old, UNREACHABLE);
		aged();
		endLease(admitted(null, "B"));
		assertThat(open("k", "A")).isEqualTo(new Refused(old, Rejection.SUPERSEDED, null, null));
	}

	@Test
	void theOrderOfAttemptsDoesNotDependOnClocks() {
		AttemptId old = admitted("k", "A");
		settle(old, THROTTLED);
		settle(admitted(null, "B"), ACCEPTED);
		this.database.update("update attempt set opened_at = opened_at - interval '9' second where repeat_of is null "
				+ "and id <> ?", old.value());
		assertThat(open("k", "A")).isEqualTo(new Refused(old, Rejection.SUPERSEDED, null, null));
	}

	@Test
	void forgetsAKeyAfterItsRetentionAndNotBefore() {
		AttemptId attempt = admitted("k", "A");
		settle(attempt, ACCEPTED);
		age("1439");
		this.replica.upkeep.deleteExpired();
		assertThat(open("k", "A")).isEqualTo(new Replayed(attempt, ACCEPTED, false));
		// The replay has started the time anew
		age("1439");
		assertThat(open("k", "A")).isEqualTo(new Replayed(attempt, ACCEPTED, false));
		age("1441");
		assertThat(open("k", "B")).isInstanceOf(Admitted.class);
		assertThat(this.database.number("select count(*) from idempotency")).isOne();
		age("1441");
		this.replica.upkeep.deleteExpired();
		assertThat(this.database.number("select count(*) from idempotency")).isZero();
		assertThat(this.database.number("select count(*) from attempt")).isEqualTo(2);
	}

	@Test
	void forgetsInBatches() {
		String id = "cast('01970000-0000-7000-8000-000000000001' as uuid)";
		this.database.execute("insert into idempotency select 'dds-old', 'portal', 'key-' || x, 'f', " + id
				+ ", current_timestamp - interval '2' day from "
				+ ((this.vendor == Vendor.H2) ? "system_range" : "generate_series") + "(1, 1234) t(x)");
		admitted("k", "A");
		assertThat(this.replica.transactions.run(() -> this.replica.keys.deleteExpired(500))).isEqualTo(500);
		this.replica.upkeep.deleteExpired();
		assertThat(this.database.number("select count(*) from idempotency")).isOne();
	}

	@Test
	void fingerprintKeysCanBeRotated() {
		settle(admitted("k", "A"), ACCEPTED);
		try (Replica rotated = with("new", "test"); Replica gone = with("new")) {
			assertThat(rotated.ledger.open(command("k", "A"))).isInstanceOf(Replayed.class);
			settle(((Admitted) rotated.ledger.open(command("l", "A"))).attempt(), ACCEPTED);
			assertThat(gone.ledger.open(command("l", "A"))).isInstanceOf(Replayed.class);
			// Without the old key, no replica can compare the passwords
			assertThat(gone.ledger.open(command("k", "A")))
				.satisfies((refused) -> assertThat(((Refused) refused).reason()).isEqualTo(Rejection.KEY_REUSED));
		}
		assertThat(
				this.database.column(String.class, "select fingerprint from idempotency where idempotency_key = 'l'"))
			.singleElement()
			.asString()
			.matches("new:[0-9a-f]{64}");
	}

	private Replica with(String... keys) {
		return new Replica(this.database, Setup.DEFAULT.keys(keys));
	}

	private Admission open(String key, String password) {
		return open(INSTANCE, key, password);
	}

	/**
	 * Opens again within the pause after the latest attempt. Its opening moves one minute
	 * into the future, so that a slow machine does not end the pause.
	 */
	private Refused openWithin(Duration pause, AttemptId latest) {
		long start = System.nanoTime();
		this.database.update("update attempt set opened_at = current_timestamp + interval '1' minute where id = ?",
				latest.value());
		Refused refused = (Refused) open("k", "A");
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		assertThat(refused.retryAfter()).isBetween(pause.plusMinutes(1).minus(elapsed), pause.plusMinutes(1));
		this.database.update("update attempt set opened_at = current_timestamp where id = ?", latest.value());
		return new Refused(refused.attempt(), refused.reason(), pause, refused.earlier());
	}

	private Admission open(InstanceId instance, String key, String password) {
		ResetCommand command = command(instance, PORTAL, key, password, null);
		// A reset after a validation gets the same refusal
		Optional<Refused> validated = this.replica.ledger.validate(command);
		Admission admission = this.replica.ledger.open(command);
		assertThat(validated.map((refused) -> List.of(refused.reason(), String.valueOf(refused.attempt()))))
			.isEqualTo((admission instanceof Refused refused)
					? Optional.of(List.of(refused.reason(), String.valueOf(refused.attempt()))) : Optional.empty());
		// The rest of a lease depends on the speed of this machine
		return (admission instanceof Refused(AttemptId attempt, Rejection reason, Duration wait, EarlierOutcome earlier)
				&& reason == Rejection.IN_FLIGHT && wait.compareTo(LEASE.minusSeconds(15)) > 0)
						? new Refused(attempt, reason, LEASE, earlier) : admission;
	}

	private AttemptId admitted(String key, String password) {
		return admitted(INSTANCE, key, password);
	}

	private AttemptId admitted(InstanceId instance, String key, String password) {
		return ((Admitted) open(instance, key, password)).attempt();
	}

	private static ResetCommand command(String key, String password) {
		return command(INSTANCE, PORTAL, key, password, null);
	}

	private static ResetCommand command(InstanceId instance, Actor actor, String key, String password,
			CharacterType type) {
		return Commands.reset(instance.value())
			.actor(actor)
			.password(password)
			.characterType(type)
			.reason("INC-1")
			.key(key)
			.build();
	}

	private void settle(AttemptId attempt, ResetOutcome outcome) {
		this.replica.settle(attempt, outcome);
	}

	private static Refused refused(AttemptId attempt, Rejection reason, Duration retryAfter, EarlierOutcome earlier) {
		return new Refused(attempt, reason, retryAfter, earlier);
	}

	private void age(String table, String column, long seconds) {
		this.database.update(
				"update " + table + " set " + column + " = " + column + " - cast(? as integer) * interval '1' second",
				seconds);
	}

	/** Ends the wait of one second before a repeat. */
	private void aged() {
		age("attempt", "opened_at", 1);
	}

	private void age(String minutes) {
		this.database.update("update idempotency set used_at = used_at - cast(? as integer) * interval '1' minute",
				minutes);
	}

	private void endLease(AttemptId attempt) {
		this.replica.endLease(attempt);
	}

}
