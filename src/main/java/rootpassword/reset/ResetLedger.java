package rootpassword.reset;

import java.util.Optional;

/**
 * Writes down every attempt before it is made, and what became of it afterwards; it
 * decides alone who may go next.
 */
public interface ResetLedger {

	/**
	 * Asks whether the command may go out, and claims its instance if so.
	 * <p>
	 * On {@link Admission.Admitted} the attempt is committed and no other attempt is
	 * admitted for the instance until it is settled or its lease ends. On
	 * {@link Admission.Refused} the refusal is in the trail. Each call is a new attempt.
	 * @throws LedgerUnavailableException if the attempt is not known to be committed:
	 * nothing may be sent
	 */
	Admission open(ResetCommand command);

	/**
	 * Looks what {@link #open} would refuse the command for at this moment, if for
	 * anything; an answer that would be replayed is no refusal.
	 * <p>
	 * On return the question is in the trail, as a validation, and nothing else has
	 * changed: nothing is opened, claimed, counted or kept for the key, and nobody was
	 * waited for. The next to ask may be told otherwise.
	 * @throws LedgerUnavailableException if the question is not known to be committed
	 */
	Optional<Admission.Refused> validate(ResetCommand command);

	/**
	 * Writes down what became of an admitted attempt.
	 * <p>
	 * On return the outcome is committed, and unless it is unconfirmed the instance is
	 * free, if this attempt still claims it. An outcome that comes after the attempt was
	 * settled as unconfirmed is appended and wins; anything else that comes after a
	 * settlement changes nothing.
	 * @throws LedgerUnavailableException if the outcome is not known to be committed; the
	 * attempt will be settled as unconfirmed once its lease has ended
	 */
	void settle(AttemptId attempt, ResetOutcome outcome);

	/**
	 * Writes down a request of a known caller that was refused before it got as far as
	 * {@link #open}.
	 * @throws LedgerUnavailableException if the refusal is not known to be committed
	 */
	void note(Refusal refusal);

}
