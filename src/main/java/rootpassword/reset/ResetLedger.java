package rootpassword.reset;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * The port to the ledger: records every attempt before the provider is called, and its
 * outcome afterwards. It alone decides whether an attempt may be opened.
 */
public interface ResetLedger {

	/**
	 * Opens an attempt and claims its instance, if the command is admitted.
	 * <p>
	 * On {@link Admission.Admitted} the attempt is committed. No other attempt is
	 * admitted for the instance until this one is accepted or rejected, or its lease
	 * ends. After unconfirmed, only a repeat under its key is admitted. Without a key, a
	 * second call opens a second attempt. A refusal is in the trail, or is counted for a
	 * summary row.
	 * @throws LedgerUnavailableException if it is not certain that the attempt is
	 * committed; then nothing must be sent
	 */
	Admission open(ResetCommand command);

	/**
	 * Returns the refusal that {@link #open} would return at this moment; empty if it
	 * would admit or replay.
	 * <p>
	 * On return the validation is in the trail, or is counted for a summary row. Nothing
	 * else has changed: no attempt, no claim, no limit, no key. It waits for no lock. The
	 * result can differ at the next call.
	 * @throws LedgerUnavailableException if it is not certain that the row is committed
	 */
	Optional<Admission.Refused> validate(ResetCommand command);

	/**
	 * Records the outcome of an admitted attempt.
	 * <p>
	 * On return the outcome is committed. Unless it is unconfirmed, the attempt no longer
	 * claims its instance. A known outcome after unconfirmed replaces it in the attempt,
	 * and is appended to the trail. Any other second settlement changes nothing.
	 * @param command the admitted command
	 * @throws LedgerUnavailableException if it is not certain that the outcome is
	 * committed. The ledger tries again for some minutes. If the lease ends first, the
	 * attempt is unconfirmed until then. It also throws if a failover has lost the
	 * attempt: then the outcome is only in the trail
	 */
	void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome);

	/**
	 * Records that a login with the password of a settled attempt succeeded. A second
	 * call changes nothing.
	 * @throws LedgerUnavailableException if it is not certain that the record is
	 * committed, or if the ledger has lost the attempt
	 */
	void recordLogin(AttemptId attempt);

	/**
	 * Records the refusal of a known caller's request that never reached {@link #open}.
	 * @throws LedgerUnavailableException if it is not certain that the row is committed
	 */
	void recordRefusal(EarlyRefusal refusal);

	/**
	 * The refusal of a known caller's request before the ledger was asked.
	 *
	 * @param instance the instance in the path, or {@code null} if it is not a valid id
	 * @param validation whether the request was a validation rather than a reset
	 */
	record EarlyRefusal(Origin origin, @Nullable InstanceId instance, Rejection reason, boolean validation) {
	}

}
