package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * The answer to a caller.
 *
 * @param attempt the attempt that the answer is about: this one, the replayed one, or the
 * earlier one that a refusal names; {@code null} if there is none
 * @param recorded whether the outcome is certainly in the trail
 * @param replayed whether the outcome is that of an earlier attempt
 * @param retryAfter the time until a repeat can succeed, if known
 * @param earlier the outcome of earlier attempts under the same key, if one of them may
 * have changed the password; it says nothing about this request
 * @param effective whether a login with the password is in the trail
 */
public record ResetReceipt(@Nullable AttemptId attempt, ResetOutcome outcome, boolean recorded, boolean replayed,
		@Nullable Duration retryAfter, @Nullable EarlierOutcome earlier, boolean effective) {

	/** A refusal that is not in the trail. */
	static ResetReceipt unrecorded(Rejection reason, @Nullable Duration retryAfter) {
		return new ResetReceipt(null, new Rejected(reason), false, false, retryAfter, null, false);
	}

	static ResetReceipt of(Refused refused) {
		return new ResetReceipt(refused.attempt(), new Rejected(refused.reason()), true, false, refused.retryAfter(),
				refused.earlier(), false);
	}

	static ResetReceipt of(Replayed replayed) {
		return new ResetReceipt(replayed.attempt(), replayed.outcome(), true, true, null, null, replayed.effective());
	}

	/** The receipt for an attempt of this command. */
	static ResetReceipt of(Admitted admitted, ResetCommand command, ResetOutcome outcome, boolean recorded,
			boolean effective) {
		Duration retryAfter = switch (outcome) {
			case Accepted accepted -> null;
			case Rejected rejected -> rejected.answer().retryAfter();
			// The claim lasts until the lease ends, but admits the same key
			case Unconfirmed unconfirmed ->
				(command.key() != null) ? admitted.repeatAfter() : admitted.leaseEnd().remaining();
		};
		return new ResetReceipt(admitted.attempt(), outcome, recorded, false, retryAfter, admitted.earlier(),
				effective);
	}

}
