package rootpassword.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Commands;
import rootpassword.kit.database.EachDatabase;
import rootpassword.ledger.Replica.Setup;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.UNCONFIRMED;

/**
 * The ledger on every database.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EachDatabase
class JdbcResetLedgerTests extends JdbcLedgerFixture {

	static Stream<ResetOutcome> finalOutcomes() {
		return Stream.of(ACCEPTED, REJECTED);
	}

	static Stream<ResetOutcome> outcomes() {
		return Stream.of(ACCEPTED, REJECTED, UNCONFIRMED);
	}

	@Test
	void recordsAnOpenedAttemptBeforeItReturns() {
		AttemptId attempt = admitted().attempt();
		assertThat(trail()).containsExactly(opened(attempt));
	}

	@Test
	void recordsEveryFactAboutTheCaller() {
		Actor actor = new Actor("a", "b", "c", "d", "e", "f", "g", "h");
		ledger().open(Commands.reset("dds-bp1").actor(actor).reason("i").traceId("j").build());
		for (String table : List.of("attempt", "trail")) {
			assertThat(this.database.column(String.class,
					"select concat(caller, identity, asserted_user, source_address, subject, client, issuer, access_rule, "
							+ "reason, trace_id) from " + table))
				.as(table)
				.containsExactly("abcdefghij");
		}
	}

	@Test
	void givesALeaseThatIsNotLongerThanConfigured() {
		assertThat(admitted().leaseEnd().remaining()).isPositive().isLessThanOrEqualTo(LEASE);
	}

	@Test
	void admitsOneAttemptPerInstanceAtATime() {
		Admitted first = admitted();
		assertThat(ledger().open(reset(INSTANCE))).asInstanceOf(type(Refused.class)).satisfies((refused) -> {
			assertThat(refused.attempt()).isNull();
			assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
			assertThat(refused.retryAfter()).isBetween(first.leaseEnd().remaining(), LEASE);
			assertThat(refused.retryAfter().toNanosPart()).isZero();
		});
		assertThat(trail()).containsExactly(opened(first.attempt()), refused("dds-bp1", "INC-4711", "in-flight"));
	}

	@Test
	void admitsAttemptsOfTwoInstancesAtOnce() {
		admitted();
		assertThat(ledger().open(reset(new InstanceId("dds-bp2")))).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void recordsTheOutcome(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, outcome);
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, outcome));
	}

	@ParameterizedTest
	@MethodSource("changes")
	void recordsALoginOnceBesideTheOutcome(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, outcome);
		ledger().recordLogin(attempt);
		ledger().recordLogin(attempt);
		TrailRow settled = settled(attempt, outcome);
		assertThat(trail()).containsExactly(opened(attempt), settled, settled.as("login-checked"));
		assertThat(this.database.column(Boolean.class, "select effective from trail order by seq"))
			.containsExactly(null, null, true);
		assertThat(this.database.column(Boolean.class, "select effective from attempt")).containsExactly(true);
	}

	@Test
	void aLoginDoesNotKeepALateOutcomeOut() {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, UNCONFIRMED);
		ledger().recordLogin(attempt);
		this.replica.settle(attempt, ACCEPTED);
		assertThat(trail()).last().isEqualTo(settled(attempt, ACCEPTED));
		assertThat(this.database.column(Boolean.class, "select effective from attempt")).containsExactly(true);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void keepsTheOutcomeOfAnAttemptThatAFailoverHasLost(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.database.execute("delete from claim", "delete from attempt");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(LedgerUnavailableException.class)
				.isThrownBy(() -> ledger().settle(attempt, reset(INSTANCE), outcome))
				.withMessage("the ledger has lost the attempt");
		}
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().recordLogin(attempt));
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, outcome));
	}

	@Test
	void keepsItAlsoIfTheFailoverWasDuringTheSettlement() {
		AttemptId attempt = admitted().attempt();
		this.database.execute("alter table attempt rename to elsewhere");
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger().settle(attempt, reset(INSTANCE), ACCEPTED));
		this.database.execute("alter table elsewhere rename to attempt", "delete from claim", "delete from attempt");
		this.replica.upkeep.settleLate();
		this.replica.upkeep.settleLate();
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, ACCEPTED));
	}

	@Test
	void opensNothingUntilTheCallsFromBeforeAJumpOfTheClockAreOver() {
		AttemptId inProgress = admitted().attempt();
		// What a jump of the database's clock by a minute does
		endLease(inProgress);
		this.replica.passed.addAndGet(-Duration.ofMinutes(1).toNanos());
		for (InstanceId instance : List.of(INSTANCE, new InstanceId("dds-bp2"))) {
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().open(reset(instance)))
				.withMessage("the database's clock has jumped");
		}
		sweep();
		assertThat(trail()).containsExactly(opened(inProgress));
		assertThat(this.replica.clock.jumps()).isOne();
		this.replica.passed.addAndGet(LEASE.toNanos());
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-0.5S", "PT1H" })
	void aDatabaseThatIsSlowOrSetBackIsNoJump(Duration passed) {
		sweep();
		this.replica.passed.addAndGet(passed.toNanos());
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
		assertThat(this.replica.clock.jumps()).isZero();
	}

	static Stream<ResetOutcome> changes() {
		return Stream.of(ACCEPTED, UNCONFIRMED);
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void freesTheInstanceOnceTheOutcomeIsKnown(ResetOutcome outcome) {
		this.replica.settle(admitted().attempt(), outcome);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@Test
	void keepsTheInstanceClaimedAfterAnUnconfirmedAttempt() {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, UNCONFIRMED);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
		endLease(attempt);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@Test
	void freesTheInstanceAtTheEndOfTheLeaseWithoutASweep() {
		endLease(admitted().attempt());
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
	}

	@Test
	void sweepsAnOpenAttemptOnceAfterItsLease() {
		AttemptId attempt = admitted().attempt();
		sweep();
		assertThat(trail()).containsExactly(opened(attempt));
		endLease(attempt);
		sweep();
		sweep();
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, new Unconfirmed(ProviderAnswer.NONE)));
	}

	@Test
	void doesNotSweepSettledAttempts() {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, ACCEPTED);
		endLease(attempt);
		sweep();
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, ACCEPTED));
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void aLateAnswerReplacesUnconfirmed(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, UNCONFIRMED);
		this.replica.settle(attempt, outcome);
		this.replica.settle(attempt, UNCONFIRMED);
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, UNCONFIRMED), settled(attempt, outcome));
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void aLateAnswerDoesNotFreeTheClaimOfAnotherAttempt(ResetOutcome outcome) {
		AttemptId late = admitted().attempt();
		endLease(late);
		admitted();
		this.replica.settle(late, outcome);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void settlesOnce(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		this.replica.settle(attempt, ACCEPTED);
		AttemptId next = admitted().attempt();
		this.replica.settle(attempt, outcome);
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, ACCEPTED), opened(next));
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
	}

	@Test
	void recordsEarlyRefusals() {
		ledger().recordRefusal(new EarlyRefusal(new Origin(ALICE, null, TRACE), INSTANCE, Rejection.FORBIDDEN, false));
		ledger()
			.recordRefusal(new EarlyRefusal(new Origin(ALICE, null, TRACE), null, Rejection.INVALID_REQUEST, false));
		ledger().recordRefusal(new EarlyRefusal(Commands.origin("portal"), INSTANCE, Rejection.PASSWORD_POLICY, false));
		assertThat(trail()).containsExactly(refused("dds-bp1", null, "forbidden"),
				refused(null, null, "invalid-request"), new TrailRow("refused", null, "portal", null, "::1", "dds-bp1",
						null, "rejected", "password-policy", null, null, null, null));
	}

	@Test
	void validatesWithoutAChange() {
		for (int i = 0; i < 2; i++) {
			assertThat(ledger().validate(reset(INSTANCE))).isEmpty();
		}
		AttemptId attempt = admitted().attempt();
		assertThat(ledger().validate(reset(INSTANCE))).hasValueSatisfying((refused) -> {
			assertThat(refused.attempt()).isNull();
			assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
			assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), LEASE);
		});
		this.replica.settle(attempt, ACCEPTED);
		assertThat(ledger().validate(reset(INSTANCE))).isEmpty();
		assertThat(trail()).containsExactly(validated("acceptable", null), validated("acceptable", null),
				opened(attempt), validated("rejected", "in-flight"), settled(attempt, ACCEPTED),
				validated("acceptable", null));
	}

	@Test
	void recordsRefusedValidations() {
		ledger().recordRefusal(new EarlyRefusal(new Origin(ALICE, null, TRACE), INSTANCE, Rejection.FORBIDDEN, true));
		assertThat(trail()).containsExactly(new TrailRow("validated", null, "portal", "alice@example.com", "192.0.2.7",
				"dds-bp1", null, "rejected", "forbidden", null, null, null, TRACE));
	}

	@Test
	void opensWithoutOptionalValues() {
		UUID attempt = this.replica.admit(Commands.reset("dds-bp1").build()).attempt().value();
		assertThat(trail()).containsExactly(new TrailRow("opened", attempt, "portal", null, "::1", "dds-bp1", null,
				null, null, null, null, null, null));
	}

	@Test
	void assignsIncreasingIdsOfVersion7() {
		List<UUID> ids = Stream.generate(() -> {
			AttemptId attempt = admitted().attempt();
			this.replica.settle(attempt, ACCEPTED);
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
		this.replica.settle(admitted().attempt(), ACCEPTED);
		assertThat(this.database.trail("at between current_timestamp - interval '5' minute and current_timestamp"))
			.hasSize(2);
	}

	@Test
	void keepsOnlyTheLatestOutcomeOfTheAttempt() {
		AttemptId attempt = admitted().attempt();
		endLease(attempt);
		sweep();
		assertThat(this.replica.settlements.expired()).isPositive();
		assertThat(outcomeOf(attempt)).isEqualTo("unconfirmed");
		this.replica.settle(attempt, ACCEPTED);
		assertThat(outcomeOf(attempt)).isEqualTo("accepted");
	}

	@Test
	void storesTheConfiguredLease() {
		try (Replica patient = new Replica(this.database, Setup.DEFAULT.lease(Duration.ofHours(2)))) {
			patient.ledger.open(reset(INSTANCE));
		}
		assertThat(this.database.number("select count(*) from attempt a join claim c on c.attempt_id = a.id "
				+ "where a.lease_until between a.opened_at + interval '7199' second(4) and a.opened_at + interval '7201' second(4) "
				+ "and c.lease_until between a.opened_at + interval '7199' second(4) and a.opened_at + interval '7201' second(4)"))
			.isOne();
	}

	@Test
	void truncatesValuesToTheirColumns() {
		String endless = "x".repeat(1000);
		Actor actor = new Actor(endless, endless, endless);
		ledger().recordRefusal(
				new EarlyRefusal(new Origin(actor, null, endless), INSTANCE, Rejection.INVALID_REQUEST, false));
		ledger().open(Commands.reset("dds-bp1").actor(actor).reason(endless).traceId(endless).build());
		assertThat(trail()).hasSize(2).allSatisfy((row) -> {
			assertThat(row.caller()).hasSize(100);
			assertThat(row.assertedUser()).hasSize(200);
			assertThat(row.sourceAddress()).hasSize(45);
			assertThat(row.traceId()).hasSize(32);
		});
		assertThat(trail().getLast().reason()).hasSize(200);
	}

	@Test
	void acceptsTheLongestInstanceId() {
		InstanceId longest = new InstanceId("dds-" + "x".repeat(60));
		assertThat(ledger().open(reset(longest))).isInstanceOf(Admitted.class);
	}

	@Test
	void throwsWhenTheDatabaseIsUnavailable() {
		AttemptId attempt = admitted().attempt();
		this.replica.close();
		refusesEverything(attempt);
		assertThat(trail()).hasSize(1);
	}

	@Test
	void validatesWithoutLocksAndWithoutRows() throws SQLException {
		ResetCommand keyed = Commands.reset("dds-bp1").actor(ALICE).key("k").build();
		assertThat(ledger().validate(keyed)).isEmpty();
		for (String table : new String[] { "attempt", "claim", "idempotency" }) {
			assertThat(this.database.number("select count(*) from " + table)).isZero();
		}
		AttemptId attempt = this.replica.admit(keyed).attempt();
		this.replica.settle(attempt, ACCEPTED);
		try (Connection locking = this.database.connect(); Statement lock = locking.createStatement()) {
			locking.setAutoCommit(false);
			lock.execute("select * from claim for update");
			lock.execute("select * from attempt for update");
			lock.execute("select * from idempotency for update");
			assertThat(ledger().validate(keyed)).isEmpty();
			assertThat(ledger().validate(reset(INSTANCE))).isEmpty();
		}
		assertThat(this.database.number("select count(*) from attempt")).isOne();
	}

	@Test
	void rollsAnAttemptBackThatItCannotRecordInFull() {
		this.database.execute("alter table trail rename to elsewhere");
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().open(reset(INSTANCE)));
		this.database.execute("alter table elsewhere rename to trail");
		assertThat(this.database.number("select count(*) from attempt")).isZero();
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@Test
	void recordsManyRefusalsOneAfterTheOther() {
		// More than may be recorded at the same time
		IntStream.range(0, 70)
			.forEach((caller) -> ledger().recordRefusal(Commands.refusal("caller" + caller, Rejection.FORBIDDEN)));
		assertThat(trail()).hasSize(70);
	}

	@Test
	void aSweepWithoutADatabaseDoesNotFail() {
		endLease(admitted().attempt());
		Replica cutOff = new Replica(this.database);
		cutOff.close();
		cutOff.upkeep.sweep();
		assertThat(trail()).hasSize(1);
	}

	private String outcomeOf(AttemptId attempt) {
		return this.database.column(String.class, "select outcome from attempt where id = ?", attempt.value())
			.getFirst();
	}

}
