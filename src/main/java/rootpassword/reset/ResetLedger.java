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
 * outcome afterwards. It alone decides which attempt may go next.
 */
public interface ResetLedger {

	/**
	 * Opens an attempt and claims its instance, if the command is admitted.
	 * <p>
	 * On {@link Admission.Admitted} the attempt is committed. No other attempt is
	 * admitted for the instance until this one is settled or its lease ends. On
	 * {@link Admission.Refused} the refusal is in the trail. Each call is a new attempt.
	 * @throws LedgerUnavailableException if the attempt may not be committed; then
	 * nothing may be sent
	 */
	Admission open(ResetCommand command);

	/**
	 * Returns the refusal that {@link #open} would return at this moment; empty if it
	 * would admit or replay.
	 * <p>
	 * On return the validation is in the trail, and nothing else has changed: no attempt,
	 * no claim, no limit, no key. It waits for no lock. The result may differ at the next
	 * call.
	 * @throws LedgerUnavailableException if the validation may not be committed
	 */
	Optional<Admission.Refused> validate(ResetCommand command);

	/**
	 * Records the outcome of an admitted attempt.
	 * <p>
	 * On return the outcome is committed. Unless it is unconfirmed, the attempt no longer
	 * claims its instance. A known outcome after unconfirmed is appended and replaces it;
	 * any other second settlement changes nothing.
	 * @param command the admitted command
	 * @throws LedgerUnavailableException if the outcome may not be committed; then the
	 * attempt is settled as unconfirmed after its lease has ended. Also if the ledger has
	 * lost the attempt in a failover; then the outcome is in the trail only
	 */
	void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome);

	/**
	 * Records that a login with the password of a settled attempt succeeded. A second
	 * call changes nothing.
	 * @throws LedgerUnavailableException if the record may not be committed, or the
	 * ledger has lost the attempt
	 */
	void recordLogin(AttemptId attempt);

	/**
	 * Records the refusal of a known caller's request that never reached {@link #open}.
	 * @throws LedgerUnavailableException if the refusal may not be committed
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
