package rootpassword.reset;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * Resets root passwords on one target, in the order that keeps the promises: open, call,
 * settle. The login check comes after settle.
 */
final class TargetResets {

	private static final Logger LOGGER = System.getLogger(TargetResets.class.getName());

	private static final ResetReceipt OVERLOADED = ResetReceipt.unrecorded(Rejection.OVERLOADED, Duration.ofSeconds(1));

	/** The maximum number of concurrent validations, so that they do not delay resets. */
	private static final int MAX_VALIDATIONS = 64;

	private final ResetLedger ledger;

	private final AccountGateway gateway;

	private final LoginCheck loginCheck;

	private final ResetObserver observer;

	private final Semaphore capacity;

	private final Semaphore validations = new Semaphore(MAX_VALIDATIONS);

	TargetResets(ResetLedger ledger, AccountGateway gateway, LoginCheck loginCheck, ResetObserver observer) {
		this.ledger = ledger;
		this.gateway = gateway;
		this.loginCheck = loginCheck;
		this.observer = observer;
		this.capacity = new Semaphore(gateway.capacity());
	}

	/**
	 * Resets the password if the ledger admits the command. The receipt claims only what
	 * is known, even if ledger, gateway or observer fail.
	 */
	ResetReceipt reset(ResetCommand command) {
		// Checked before the ledger is asked, so that an overload writes no rows
		if (!this.capacity.tryAcquire()) {
			return OVERLOADED;
		}
		Supplier<ResetReceipt> receipt;
		try {
			receipt = openCallSettle(command);
		}
		catch (LedgerUnavailableException ex) {
			return unavailable(ex);
		}
		finally {
			this.capacity.release();
		}
		// Outside of the capacity, so that a login that hangs keeps no other reset out
		return receipt.get();
	}

	/**
	 * Returns the refusal that {@link #reset} would return now, before it calls the
	 * provider; empty if it would admit or replay. It opens no attempt.
	 */
	Optional<ResetReceipt> validate(ResetCommand command) {
		if (this.capacity.availablePermits() == 0 || !this.validations.tryAcquire()) {
			return Optional.of(OVERLOADED);
		}
		try {
			return this.ledger.validate(command).map(ResetReceipt::of);
		}
		catch (LedgerUnavailableException ex) {
			return Optional.of(unavailable(ex));
		}
		finally {
			this.validations.release();
		}
	}

	/** Returns the supplier of the receipt, which first makes the login check. */
	private Supplier<ResetReceipt> openCallSettle(ResetCommand command) {
		return switch (this.ledger.open(command)) {
			case Admitted admitted -> settleAndNotify(admitted, command, send(admitted, command));
			case Replayed replayed -> () -> ResetReceipt.of(replayed);
			case Refused refused -> () -> ResetReceipt.of(refused);
		};
	}

	private ResetOutcome send(Admitted admitted, ResetCommand command) {
		// A call beyond the end of the lease could overlap with the next attempt. The
		// ledger took too long to commit, so the caller sees it as unavailable.
		if (admitted.leaseEnd().remaining().compareTo(this.gateway.limit()) < 0) {
			return new Rejected(Rejection.LEDGER_UNAVAILABLE);
		}
		try {
			return this.gateway.reset(command, admitted);
		}
		catch (Throwable ex) {
			// A bug, possibly after the first byte was sent. The message may quote the
			// request, so only the class is logged.
			LOGGER.log(Level.ERROR, "Attempt {0}: the gateway failed with {1}", admitted.attempt(), ex.getClass());
			return new Unconfirmed(ProviderAnswer.NONE);
		}
	}

	private Supplier<ResetReceipt> settleAndNotify(Admitted admitted, ResetCommand command, ResetOutcome outcome) {
		Throwable settleFailure = trySettle(admitted.attempt(), command, outcome);
		notifyObserver(() -> this.observer.settled(command, admitted.attempt(), outcome, settleFailure));
		boolean recorded = settleFailure == null;
		return () -> ResetReceipt.of(admitted, command, outcome, recorded,
				recorded && !(outcome instanceof Rejected) && logInAndRecord(admitted, command));
	}

	private @Nullable Throwable trySettle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		try {
			this.ledger.settle(attempt, command, outcome);
			return null;
		}
		catch (Throwable ex) {
			// Not even a bug of the ledger may hide the provider's answer
			return ex;
		}
	}

	/**
	 * Logs in, and returns true only if the success is in the trail, so that the answer
	 * never says more than the trail. The check stops at the end of the lease, because
	 * afterwards another attempt may have set the password.
	 */
	private boolean logInAndRecord(Admitted admitted, ResetCommand command) {
		AttemptId id = admitted.attempt();
		try {
			if (this.loginCheck.check(command, admitted.leaseEnd()) != LoginCheck.Result.EFFECTIVE) {
				return false;
			}
			this.ledger.recordLogin(id);
			return true;
		}
		catch (LedgerUnavailableException ex) {
			LOGGER.log(Level.WARNING, "Attempt {0}: a successful login is not recorded ({1})", id, ex.getMessage());
		}
		catch (Throwable ex) {
			// Not even a bug of the check may hide the provider's answer. The message may
			// quote the password, so only the class is logged.
			LOGGER.log(Level.WARNING, "Attempt {0}: the login check failed with {1}", id, ex.getClass());
		}
		return false;
	}

	static void notifyObserver(Runnable notification) {
		try {
			notification.run();
		}
		catch (RuntimeException ex) {
			// A bug of the observer must not change the answer
			LOGGER.log(Level.WARNING, "The observer failed", ex);
		}
	}

	private static ResetReceipt unavailable(LedgerUnavailableException ex) {
		// The text names no instance, so that RepeatedWarnings can leave out repetitions
		LOGGER.log(Level.WARNING, "Nothing is sent: the ledger is unavailable ({0})", ex.getMessage());
		return ResetReceipt.unrecorded(Rejection.LEDGER_UNAVAILABLE, null);
	}

}
