package rootpassword.reset;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.ResetOutcome.Accepted;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import rootpassword.reset.password.RootPassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/**
 * What every {@link ResetLedger} promises.
 */
public abstract class ResetLedgerContract {

	protected static final Duration LEASE = Duration.ofSeconds(30);

	protected static final InstanceId INSTANCE = new InstanceId("dds-bp1");

	protected static final Actor ALICE = new Actor("portal", "alice@example.com", "192.0.2.7");

	protected static final ResetOutcome ACCEPTED = new Accepted(new ProviderAnswer(200, null, "06CBD06E", null));

	private static final ResetOutcome REJECTED = new Rejected(Rejection.INSTANCE_STATE,
			new ProviderAnswer(403, "IncorrectDBInstanceState", "5C1A9F1E", null));

	private static final ResetOutcome UNCONFIRMED = new Unconfirmed(
			new ProviderAnswer(503, "InternalError", "77", null));

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	protected abstract ResetLedger ledger();

	/** Lets the attempt's lease end now. */
	protected abstract void endLease(AttemptId attempt);

	protected abstract void sweep();

	/** The whole trail, oldest first, as others see it. */
	protected abstract List<TrailRow> trail();

	protected static ResetCommand reset(InstanceId instance) {
		return new ResetCommand(instance, new RootPassword("Secret#123".toCharArray()), CharacterType.DB,
				new Origin(ALICE, "INC-4711", TRACE), null);
	}

	protected final Admitted admitted() {
		return (Admitted) ledger().open(reset(INSTANCE));
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
	void writesAnOpenedAttemptDownBeforeItReturns() {
		AttemptId attempt = admitted().attempt();
		assertThat(trail()).containsExactly(opened(attempt));
	}

	@Test
	void promisesNoMoreThanTheLease() {
		assertThat(admitted().lease().remaining()).isPositive().isLessThanOrEqualTo(LEASE);
	}

	@Test
	void admitsOneAttemptPerInstanceAtATime() {
		Admitted first = admitted();
		assertThat(ledger().open(reset(INSTANCE))).asInstanceOf(type(Refused.class)).satisfies((refused) -> {
			assertThat(refused.attempt()).isNull();
			assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
			assertThat(refused.retryAfter()).isBetween(first.lease().remaining(), LEASE);
			assertThat(refused.retryAfter().toNanosPart()).isZero();
		});
		assertThat(trail()).containsExactly(opened(first.attempt()), refused("dds-bp1", "INC-4711", "in-flight"));
	}

	@Test
	void doesNotMixInstances() {
		admitted();
		assertThat(ledger().open(reset(new InstanceId("dds-bp2")))).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void writesTheOutcomeDown(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		ledger().settle(attempt, outcome);
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, outcome));
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void freesTheInstanceOnceTheOutcomeIsKnown(ResetOutcome outcome) {
		ledger().settle(admitted().attempt(), outcome);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@Test
	void keepsTheInstanceClaimedAfterAnUnconfirmedAttempt() {
		AttemptId attempt = admitted().attempt();
		ledger().settle(attempt, UNCONFIRMED);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
		endLease(attempt);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@Test
	void freesTheInstanceWhenTheLeaseEndsWithoutAnySweeper() {
		endLease(admitted().attempt());
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
	}

	@Test
	void sweepsWhatWasLeftOpenOnce() {
		AttemptId attempt = admitted().attempt();
		sweep();
		assertThat(trail()).containsExactly(opened(attempt));
		endLease(attempt);
		sweep();
		sweep();
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, new Unconfirmed(ProviderAnswer.NONE)));
	}

	@Test
	void doesNotSweepWhatIsSettled() {
		AttemptId attempt = admitted().attempt();
		ledger().settle(attempt, ACCEPTED);
		endLease(attempt);
		sweep();
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, ACCEPTED));
	}

	@ParameterizedTest
	@MethodSource("finalOutcomes")
	void letsALateAnswerWinOverUnconfirmed(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		ledger().settle(attempt, UNCONFIRMED);
		ledger().settle(attempt, outcome);
		ledger().settle(attempt, UNCONFIRMED);
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, UNCONFIRMED), settled(attempt, outcome));
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void lateAnswersDoNotFreeWhatAnotherAttemptHasClaimed(ResetOutcome outcome) {
		AttemptId late = admitted().attempt();
		endLease(late);
		admitted();
		ledger().settle(late, outcome);
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void settlesOnce(ResetOutcome outcome) {
		AttemptId attempt = admitted().attempt();
		ledger().settle(attempt, ACCEPTED);
		AttemptId next = admitted().attempt();
		ledger().settle(attempt, outcome);
		assertThat(trail()).containsExactly(opened(attempt), settled(attempt, ACCEPTED), opened(next));
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Refused.class);
	}

	@Test
	void notesRefusals() {
		ledger().note(new EarlyRefusal(new Origin(ALICE, null, TRACE), INSTANCE, Rejection.FORBIDDEN, false));
		ledger().note(new EarlyRefusal(new Origin(ALICE, null, TRACE), null, Rejection.INVALID_REQUEST, false));
		ledger().note(new EarlyRefusal(new Origin(new Actor("portal", null, "::1"), null, null), INSTANCE,
				Rejection.PASSWORD_POLICY, false));
		assertThat(trail()).containsExactly(refused("dds-bp1", null, "forbidden"),
				refused(null, null, "invalid-request"), new TrailRow("refused", null, "portal", null, "::1", "dds-bp1",
						null, "rejected", "password-policy", null, null, null, null));
	}

	@Test
	void looksWithoutChangingAnything() {
		for (int i = 0; i < 2; i++) {
			assertThat(ledger().validate(reset(INSTANCE))).isEmpty();
		}
		AttemptId attempt = admitted().attempt();
		assertThat(ledger().validate(reset(INSTANCE))).hasValueSatisfying((refused) -> {
			assertThat(refused.attempt()).isNull();
			assertThat(refused.reason()).isEqualTo(Rejection.IN_FLIGHT);
			assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), LEASE);
		});
		ledger().settle(attempt, ACCEPTED);
		assertThat(ledger().validate(reset(INSTANCE))).isEmpty();
		assertThat(trail()).containsExactly(validated("acceptable", null), validated("acceptable", null),
				opened(attempt), validated("rejected", "in-flight"), settled(attempt, ACCEPTED),
				validated("acceptable", null));
	}

	@Test
	void notesRefusedValidationsAsSuch() {
		ledger().note(new EarlyRefusal(new Origin(ALICE, null, TRACE), INSTANCE, Rejection.FORBIDDEN, true));
		assertThat(trail()).containsExactly(new TrailRow("validated", null, "portal", "alice@example.com", "192.0.2.7",
				"dds-bp1", null, "rejected", "forbidden", null, null, null, TRACE));
	}

	@Test
	void opensWithoutTheOptionalWords() {
		Actor actor = new Actor("portal", null, "::1");
		ResetCommand command = new ResetCommand(INSTANCE, new RootPassword(new char[0]), null,
				new Origin(actor, null, null), null);
		UUID attempt = ((Admitted) ledger().open(command)).attempt().value();
		assertThat(trail()).containsExactly(new TrailRow("opened", attempt, "portal", null, "::1", "dds-bp1", null,
				null, null, null, null, null, null));
	}

	@Test
	void handsOutIdsOfVersion7ThatIncrease() {
		List<UUID> ids = Stream.generate(() -> {
			AttemptId attempt = admitted().attempt();
			ledger().settle(attempt, ACCEPTED);
			return attempt.value();
		}).limit(5).toList();
		assertThat(ids).allSatisfy((id) -> {
			assertThat(id.version()).isEqualTo(7);
			assertThat(id.variant()).isEqualTo(2);
		});
		assertThat(ids.stream().map(UUID::toString)).isSorted().doesNotHaveDuplicates();
	}

}
