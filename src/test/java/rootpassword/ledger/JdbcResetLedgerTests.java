package rootpassword.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.DatabaseKind;
import rootpassword.reset.Actor;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.CharacterType;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.InstanceId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Origin;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.UNCONFIRMED;

/**
 * The ledger on every database.
 */
@ParameterizedClass
@EnumSource
class JdbcResetLedgerTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final InstanceId INSTANCE = new InstanceId("dds-bp1");

	private static final Actor ALICE = new Actor("portal", "alice@example.com", "192.0.2.7");

	private static final ResetOutcome REJECTED = new Rejected(Rejection.INSTANCE_STATE,
			new ProviderAnswer(403, "IncorrectDBInstanceState", "5C1A9F1E", null));

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	@Parameter
	private DatabaseKind kind;

	private Database database;

	private Replica replica;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.database = this.kind.migrated(directory);
		this.replica = new Replica(this.database, LEASE);
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	private static TrailRow opened(AttemptId attempt) {
		return new TrailRow("opened", attempt.value(), "portal", "alice@example.com", "192.0.2.7", "dds-bp1",
				"INC-4711", null, null, null, null, null, TRACE);
	}

	private static TrailRow settled(AttemptId attempt, ResetOutcome outcome) {
		return new TrailRow("settled", attempt.value(), "portal", "alice@example.com", "192.0.2.7", "dds-bp1",
				"INC-4711", outcome.word(), (outcome instanceof Rejected rejected) ? rejected.reason().code() : null,
				outcome.answer().requestId(), outcome.answer().code(), outcome.answer().status(), TRACE);
	}

	private static TrailRow refused(@Nullable String instance, @Nullable String reason, String rejection) {
		return new TrailRow("refused", null, "portal", "alice@example.com", "192.0.2.7", instance, reason, "rejected",
				rejection, null, null, null, TRACE);
	}

	private static TrailRow validated(String outcome, @Nullable String rejection) {
		return new TrailRow("validated", null, "portal", "alice@example.com", "192.0.2.7", "dds-bp1", "INC-4711",
				outcome, rejection, null, null, null, TRACE);
	}

	static Stream<ResetOutcome> finalOutcomes() {
		return Stream.of(ACCEPTED, REJECTED);
	}

	static Stream<ResetOutcome> outcomes() {
		return Stream.of(ACCEPTED, REJECTED, UNCONFIRMED);
	}

	@Test
	void recordsAnOpenedAttemptBeforeItReturns() {
		AttemptId attempt = admitted().attempt();
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt));
	}

	@Test
	void givesALeaseThatIsNotLongerThanConfigured() {
		assertThat(admitted().lease().remaining()).isPositive().isLessThanOrEqualTo(LEASE);
	}

	@Test
	void admitsOneAttemptPerInstanceAtATime() {
		Admitted first = admitted();
		assertThat(this.replica.ledger.open(reset())).asInstanceOf(type(Refused.class)).satisfies((refused) -> {
			assertThat(refused.attempt()).isNull();
			assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
			assertThat(refused.retryAfter()).isBetween(first.lease().remaining(), LEASE);
			assertThat(refused.retryAfter().toNanosPart()).isZero();
		});
		assertThat(TrailRow.all(this.database)).containsExactly(opened(first.attempt()), refused("dds-bp1", "INC-4711", "in-flight"));
	}

	@Test
	void admitsAttemptsOfTwoInstancesAtOnce() {
		admitted();
		assertThat(this.replica.ledger.open(reset("dds-bp2"))).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void recordsTheOutcome(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.ledger.settle(attempt, outcome);
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt), settled(attempt, outcome));
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void freesTheInstanceOnceTheOutcomeIsKnown(ResetOutcome outcome) {
		this.replica.ledger.settle(admitted().attempt(), outcome);
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Admitted.class);
	}

	@Test
	void keepsTheInstanceClaimedAfterAnUnconfirmedAttempt() {
		AttemptId attempt = admitted().attempt();
		this.replica.ledger.settle(attempt, UNCONFIRMED);
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Refused.class);
		Replica.endLease(this.database, attempt);
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Admitted.class);
	}

	@Test
	void freesTheInstanceAtTheEndOfTheLeaseWithoutASweep() {
		Replica.endLease(this.database, admitted().attempt());
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Admitted.class);
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Refused.class);
	}

	@Test
	void sweepsAnOpenAttemptOnceAfterItsLease() {
		AttemptId attempt = admitted().attempt();
		this.replica.sweeper.sweep();
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt));
		Replica.endLease(this.database, attempt);
		this.replica.sweeper.sweep();
		this.replica.sweeper.sweep();
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt), settled(attempt, new Unconfirmed(ProviderAnswer.NONE)));
	}

	@Test
	void doesNotSweepSettledAttempts() {
		AttemptId attempt = admitted().attempt();
		this.replica.ledger.settle(attempt, ACCEPTED);
		Replica.endLease(this.database, attempt);
		this.replica.sweeper.sweep();
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt), settled(attempt, ACCEPTED));
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void aLateAnswerReplacesUnconfirmed(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.ledger.settle(attempt, UNCONFIRMED);
		this.replica.ledger.settle(attempt, outcome);
		this.replica.ledger.settle(attempt, UNCONFIRMED);
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt), settled(attempt, UNCONFIRMED), settled(attempt, outcome));
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void aLateAnswerDoesNotFreeTheClaimOfAnotherAttempt(ResetOutcome outcome) {
		AttemptId late = admitted().attempt();
		Replica.endLease(this.database, late);
		admitted();
		this.replica.ledger.settle(late, outcome);
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Refused.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void settlesOnce(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.ledger.settle(attempt, ACCEPTED);
		AttemptId next = admitted().attempt();
		this.replica.ledger.settle(attempt, outcome);
		assertThat(TrailRow.all(this.database)).containsExactly(opened(attempt), settled(attempt, ACCEPTED), opened(next));
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Refused.class);
	}

	@Test
	void recordsEarlyRefusals() {
		this.replica.ledger.note(new EarlyRefusal(new Origin(ALICE, null, TRACE), INSTANCE, Rejection.FORBIDDEN, false));
		this.replica.ledger.note(new EarlyRefusal(new Origin(ALICE, null, TRACE), null, Rejection.INVALID_REQUEST, false));
		this.replica.ledger.note(new EarlyRefusal(Commands.origin("portal"), INSTANCE,
				Rejection.PASSWORD_POLICY, false));
		assertThat(TrailRow.all(this.database)).containsExactly(refused("dds-bp1", null, "forbidden"),
				refused(null, null, "invalid-request"), new TrailRow("refused", null, "portal", null, "::1", "dds-bp1",
						null, "rejected", "password-policy", null, null, null, null));
	}

	@Test
	void validatesWithoutAChange() {
		for (int i = 0; i < 2; i++) {
			assertThat(this.replica.ledger.validate(reset())).isEmpty();
		}
		AttemptId attempt = admitted().attempt();
		assertThat(this.replica.ledger.validate(reset())).hasValueSatisfying((refused) -> {
			assertThat(refused.attempt()).isNull();
			assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
			assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), LEASE);
		});
		this.replica.ledger.settle(attempt, ACCEPTED);
		assertThat(this.replica.ledger.validate(reset())).isEmpty();
		assertThat(TrailRow.all(this.database)).containsExactly(validated("acceptable", null), validated("acceptable", null),
				opened(attempt), validated("rejected", "in-flight"), settled(attempt, ACCEPTED),
				validated("acceptable", null));
	}

	@Test
	void recordsRefusedValidations() {
		this.replica.ledger.note(new EarlyRefusal(new Origin(ALICE, null, TRACE), INSTANCE, Rejection.FORBIDDEN, true));
		assertThat(TrailRow.all(this.database)).containsExactly(new TrailRow("validated", null, "portal", "alice@example.com", "192.0.2.7",
				"dds-bp1", null, "rejected", "forbidden", null, null, null, TRACE));
	}

	@Test
	void opensWithoutOptionalValues() {
		UUID attempt = this.replica.admit(Commands.reset("dds-bp1").build()).attempt().value();
		assertThat(TrailRow.all(this.database)).containsExactly(new TrailRow("opened", attempt, "portal", null, "::1", "dds-bp1", null,
				null, null, null, null, null, null));
	}

	@Test
	void assignsIncreasingIdsOfVersion7() {
		List<UUID> ids = Stream.generate(() -> {
			AttemptId attempt = admitted().attempt();
			this.replica.ledger.settle(attempt, ACCEPTED);
			return attempt.value();
		}).limit(5).toList();
		assertThat(ids).allSatisfy((id) -> {
			assertThat(id.version()).isEqualTo(7);
			assertThat(id.variant()).isEqualTo(2);
		});
		assertThat(ids.stream().map(UUID::toString)).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void takesTheTimesOfTheTrailFromTheDatabase() {
		this.replica.ledger.settle(admitted().attempt(), ACCEPTED);
		assertThat(this.database.count("from trail where at between current_timestamp - interval '5' minute and current_timestamp")).isEqualTo(2);
	}

	@Test
	void keepsOnlyTheLatestOutcomeOfTheAttempt() {
		AttemptId attempt = admitted().attempt();
		Replica.endLease(this.database, attempt);
		this.replica.sweeper.sweep();
		assertThat(this.replica.sweeper.swept()).isPositive();
		assertThat(outcomeOf(attempt)).isEqualTo("unconfirmed");
		this.replica.ledger.settle(attempt, ACCEPTED);
		assertThat(outcomeOf(attempt)).isEqualTo("accepted");
	}

	@Test
	void storesTheConfiguredLease() {
		try (Replica patient = new Replica(this.database, Duration.ofHours(2))) {
			patient.ledger.open(reset());
		}
		assertThat(this.database.count("from attempt a join claim c on c.attempt_id = a.id "
				+ "where a.lease_until between a.opened_at + interval '7199' second(4) and a.opened_at + interval '7201' second(4) "
				+ "and c.lease_until between a.opened_at + interval '7199' second(4) and a.opened_at + interval '7201' second(4)")).isOne();
	}

	@Test
	void truncatesValuesToTheirColumns() {
		String endless = "x".repeat(1000);
		Actor actor = new Actor(endless, endless, endless);
		this.replica.ledger.note(new EarlyRefusal(new Origin(actor, null, endless), INSTANCE, Rejection.INVALID_REQUEST, false));
		this.replica.ledger.open(Commands.reset("dds-bp1").actor(actor).reason(endless).traceId(endless).build());
		assertThat(TrailRow.all(this.database)).hasSize(2).allSatisfy((row) -> {
			assertThat(row.caller()).hasSize(100);
			assertThat(row.assertedUser()).hasSize(200);
			assertThat(row.sourceAddress()).hasSize(45);
			assertThat(row.traceId()).hasSize(32);
		});
		assertThat(TrailRow.all(this.database).getLast().reason()).hasSize(200);
	}

	@Test
	void takesTheLongestInstanceId() {
		String longest = "dds-" + "x".repeat(60);
		assertThat(this.replica.ledger.open(reset(longest))).isInstanceOf(Admitted.class);
	}

	@Test
	void throwsWhenTheDatabaseIsUnavailable() {
		AttemptId attempt = admitted().attempt();
		this.replica.close();
		refusesEverything(this.replica.ledger, attempt);
		assertThat(TrailRow.all(this.database)).hasSize(1);
	}

	@Test
	void validatesWithoutLocksAndWithoutRows() throws SQLException {
		ResetCommand keyed = Commands.reset("dds-bp1").actor(ALICE).key("k").build();
		assertThat(this.replica.ledger.validate(keyed)).isEmpty();
		for (String table : new String[] { "attempt", "claim", "idempotency" }) {
			assertThat(this.database.count("from " + table)).isZero();
		}
		AttemptId attempt = this.replica.admit(keyed).attempt();
		this.replica.ledger.settle(attempt, ACCEPTED);
		try (Connection locking = this.database.connect(); Statement lock = locking.createStatement()) {
			locking.setAutoCommit(false);
			lock.execute("select * from claim for update");
			lock.execute("select * from attempt for update");
			lock.execute("select * from idempotency for update");
			assertThat(this.replica.ledger.validate(keyed)).isEmpty();
			assertThat(this.replica.ledger.validate(reset())).isEmpty();
		}
		assertThat(this.database.count("from attempt")).isOne();
	}

	@Test
	void rollsAnAttemptBackThatItCannotRecordInFull() {
		this.database.execute("alter table trail rename to elsewhere");
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> this.replica.ledger.open(reset()));
		this.database.execute("alter table elsewhere rename to trail");
		assertThat(this.database.count("from attempt")).isZero();
		assertThat(this.replica.ledger.open(reset())).isInstanceOf(Admitted.class);
	}

	@Test
	void aSweepWithoutADatabaseDoesNotFail() {
		Replica.endLease(this.database, admitted().attempt());
		Replica cutOff = new Replica(this.database, LEASE);
		cutOff.close();
		cutOff.sweeper.sweep();
		assertThat(TrailRow.all(this.database)).hasSize(1);
	}

	static void refusesEverything(ResetLedger ledger, AttemptId attempt) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.validate(reset()));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.open(reset()));
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.settle(attempt, ACCEPTED));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger
			.note(new EarlyRefusal(new Origin(ALICE, null, null), INSTANCE, Rejection.FORBIDDEN, false)));
	}

	private String outcomeOf(AttemptId attempt) {
		return this.database.column(String.class, "select outcome from attempt where id = ?", attempt.value()).getFirst();
	}

	private Admitted admitted() {
		return this.replica.admit(reset());
	}

	private static ResetCommand reset() {
		return reset("dds-bp1");
	}

	private static ResetCommand reset(String instance) {
		return Commands.reset(instance)
			.actor(ALICE)
			.characterType(CharacterType.DB)
			.reason("INC-4711")
			.traceId(TRACE)
			.build();
	}

}
