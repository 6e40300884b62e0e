package rootpassword.ledger;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * A row of the trail. It never contains the password.
 *
 * @param repeatOf the first attempt under the same key, if there is one
 * @param occurrences the number of rows that a summary stands for
 */
record TrailEntry(String event, Origin origin, @Nullable String instance, @Nullable String target,
		@Nullable AttemptId attempt, @Nullable AttemptId repeatOf, @Nullable String outcome,
		@Nullable Rejection rejection, ProviderAnswer answer, @Nullable Integer occurrences) {

	private static final String VALIDATED = "validated";

	@Nullable String rejectionCode() {
		return (this.rejection != null) ? this.rejection.code() : null;
	}

	static TrailEntry opened(ResetCommand command, AttemptId attempt, @Nullable AttemptId repeatOf) {
		return new TrailEntry("opened", command.origin(), command.instance().value(), command.target(), attempt,
				repeatOf, null, null, ProviderAnswer.NONE, null);
	}

	/**
	 * The outcome of an attempt that the ledger has lost. For all others AuditTrail makes
	 * the row from the table.
	 */
	static TrailEntry settled(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		return of("settled", command, attempt, null, outcome);
	}

	/** A replay: this command was answered with the outcome of an earlier attempt. */
	static TrailEntry replayed(ResetCommand command, Replayed replayed, @Nullable AttemptId repeatOf) {
		return of("replayed", command, replayed.attempt(), repeatOf, replayed.outcome());
	}

	/** A refusal by the ledger. */
	static TrailEntry refused(ResetCommand command, Rejection reason, @Nullable AttemptId repeatOf) {
		return of("refused", command, null, repeatOf, new Rejected(reason));
	}

	/** A refusal before the ledger was asked, of a reset or of a validation. */
	static TrailEntry refused(EarlyRefusal refusal) {
		InstanceId instance = refusal.instance();
		return new TrailEntry(refusal.validation() ? VALIDATED : "refused", refusal.origin(),
				(instance != null) ? instance.value() : null, null, null, null, "rejected", refusal.reason(),
				ProviderAnswer.NONE, null);
	}

	/**
	 * A validation.
	 * @param reason why a reset would have been refused; {@code null} if it would not
	 */
	static TrailEntry validated(ResetCommand command, @Nullable Rejection reason, @Nullable AttemptId repeatOf) {
		return new TrailEntry(VALIDATED, command.origin(), command.instance().value(), command.target(), null, repeatOf,
				(reason != null) ? "rejected" : "acceptable", reason, ProviderAnswer.NONE, null);
	}

	/** A summary: how many rows of one kind were left out. */
	static TrailEntry summarised(Counted counted) {
		return new TrailEntry("summarised", new Origin(counted.actor(), null, null), null, null, null, null,
				counted.kind().outcome(), counted.kind().rejection(), ProviderAnswer.NONE, counted.occurrences());
	}

	private static TrailEntry of(String event, ResetCommand command, @Nullable AttemptId attempt,
			@Nullable AttemptId repeatOf, ResetOutcome outcome) {
		return new TrailEntry(event, command.origin(), command.instance().value(), command.target(), attempt, repeatOf,
				outcome.word(), (outcome instanceof Rejected rejected) ? rejected.reason() : null, outcome.answer(),
				null);
	}

}
