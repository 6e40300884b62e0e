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
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * Resets root passwords in the order that keeps the promises: open, call, settle. A login
 * check comes after all of them.
 */
public final class RootPasswordService {

	private static final Logger LOGGER = System.getLogger(RootPasswordService.class.getName());

	private static final ResetReceipt OVERLOADED = new ResetReceipt(null, new Rejected(Rejection.OVERLOADED), false,
			false, Duration.ofSeconds(1), null, false);

	/** The maximum number of concurrent validations, so that they do not delay resets. */
	private static final int MAX_VALIDATIONS = 64;

	private final ResetLedger ledger;

	private final AccountGateway gateway;

	private final RecordedLogin login;

	private final ResetObserver observer;

	private final Semaphore capacity;

	private final Semaphore validations = new Semaphore(MAX_VALIDATIONS);

	public RootPasswordService(ResetLedger ledger, AccountGateway gateway, LoginCheck loginCheck,
			ResetObserver observer) {
		this.ledger = ledger;
		this.gateway = gateway;
		this.login = new RecordedLogin(loginCheck, ledger);
		this.observer = observer;
		this.capacity = new Semaphore(gateway.capacity());
	}

	/**
	 * Resets the password if the ledger admits the command. The receipt claims only what
	 * is known, even if ledger, gateway or observer fail.
	 */
	public ResetReceipt reset(ResetCommand command) {
		long start = System.nanoTime();
		ResetReceipt receipt = admitWithinCapacity(command);
		notifyObserver(() -> this.observer.answered(receipt, Duration.ofNanos(System.nanoTime() - start)));
		return receipt;
	}

	private ResetReceipt admitWithinCapacity(ResetCommand command) {
		// Before the ledger: an overload must not fill it
		if (!this.capacity.tryAcquire()) {
			return OVERLOADED;
		}
		Supplier<ResetReceipt> receipt;
		try {
			receipt = admit(command);
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
	public Optional<ResetReceipt> validate(ResetCommand command) {
		if (this.capacity.availablePermits() == 0 || !this.validations.tryAcquire()) {
			return Optional.of(OVERLOADED);
		}
		try {
			return this.ledger.validate(command).map(RootPasswordService::receipt);
		}
		catch (LedgerUnavailableException ex) {
			return Optional.of(unavailable(ex));
		}
		finally {
			this.validations.release();
		}
	}

	/** The supplier makes the login check, which needs no capacity. */
	private Supplier<ResetReceipt> admit(ResetCommand command) {
		Admission admission;
		try {
			admission = this.ledger.open(command);
		}
		catch (LedgerUnavailableException ex) {
			return () -> unavailable(ex);
		}
		return switch (admission) {
			case Admitted admitted -> settle(admitted, command, send(admitted, command));
			case Replayed(AttemptId attempt, ResetOutcome outcome, boolean effective) ->
				() -> new ResetReceipt(attempt, outcome, true, true, null, null, effective);
			case Refused refused -> () -> receipt(refused);
		};
	}

	private ResetOutcome send(Admitted admitted, ResetCommand command) {
		// A call beyond the end of the lease could overlap with the next attempt. The
		// ledger took too long to commit, so the caller sees it as unavailable.
		if (admitted.lease().remaining().compareTo(this.gateway.deadline()) < 0) {
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

	private Supplier<ResetReceipt> settle(Admitted admitted, ResetCommand command, ResetOutcome outcome) {
		Throwable unrecorded = settle(admitted.attempt(), command, outcome);
		notifyObserver(() -> this.observer.settled(command, admitted.attempt(), outcome, unrecorded));
		return () -> {
			boolean effective = unrecorded == null && this.login.logInAndRecord(admitted, command, outcome);
			return new ResetReceipt(admitted.attempt(), outcome, unrecorded == null, false,
					retryAfter(admitted, command, outcome), admitted.earlier(), effective);
		};
	}

	private @Nullable Throwable settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		try {
			this.ledger.settle(attempt, command, outcome);
			return null;
		}
		catch (Throwable ex) {
			// Not even a bug of the ledger may hide the provider's answer
			return ex;
		}
	}

	private static void notifyObserver(Runnable notification) {
		try {
			notification.run();
		}
		catch (RuntimeException ex) {
			// A bug of the observer must not change the answer
			LOGGER.log(Level.WARNING, "The observer failed", ex);
		}
	}

	private static ResetReceipt receipt(Refused refused) {
		return new ResetReceipt(refused.attempt(), new Rejected(refused.reason()), true, false, refused.retryAfter(),
				refused.earlier(), false);
	}

	private static ResetReceipt unavailable(LedgerUnavailableException ex) {
		// The same text for all instances: the log keeps it once in a while
		LOGGER.log(Level.WARNING, "Nothing is sent: the ledger is unavailable ({0})", ex.getMessage());
		return new ResetReceipt(null, new Rejected(Rejection.LEDGER_UNAVAILABLE), false, false, null, null, false);
	}

	private static @Nullable Duration retryAfter(Admitted admitted, ResetCommand command, ResetOutcome outcome) {
		return switch (outcome) {
			case Accepted accepted -> null;
			case Rejected rejected -> rejected.answer().retryAfter();
			// The claim lasts until the lease ends, but admits the same key
			case Unconfirmed unconfirmed ->
				(command.key() != null) ? admitted.repeatAfter() : admitted.lease().remaining();
		};
	}

}
