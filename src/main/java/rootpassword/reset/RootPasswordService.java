package rootpassword.reset;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.ResetOutcome.Accepted;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;

/**
 * Resets root passwords in the one order that keeps the promises: open, call, settle.
 */
public final class RootPasswordService {

	private static final Logger LOGGER = System.getLogger(RootPasswordService.class.getName());

	private static final ResetReceipt OVERLOADED = new ResetReceipt(null, new Rejected(Rejection.OVERLOADED), false,
			false, Duration.ofSeconds(1));

	/** So many dry runs at once hardly delay a reset. */
	private static final int MAX_VALIDATIONS = 64;

	private final ResetLedger ledger;

	private final AccountGateway gateway;

	private final ResetObserver observer;

	private final Semaphore capacity;

	private final Semaphore validations = new Semaphore(MAX_VALIDATIONS);

	public RootPasswordService(ResetLedger ledger, AccountGateway gateway, ResetObserver observer) {
		this.ledger = ledger;
		this.gateway = gateway;
		this.observer = observer;
		this.capacity = new Semaphore(gateway.capacity());
	}

	/**
	 * Resets the password, if the ledger admits it, and always says what is known of it.
	 */
	public ResetReceipt reset(ResetCommand command) {
		long start = System.nanoTime();
		ResetReceipt receipt = take(command);
		tell(() -> this.observer.answered(receipt, Duration.ofNanos(System.nanoTime() - start)));
		return receipt;
	}

	private ResetReceipt take(ResetCommand command) {
		// Before anything is opened: whoever comes when all are busy must not fill the
		// ledger either
		if (!this.capacity.tryAcquire()) {
			return OVERLOADED;
		}
		try {
			return admit(command);
		}
		finally {
			this.capacity.release();
		}
	}

	/**
	 * Looks what {@link #reset} would refuse the command for before anything is sent, and
	 * changes nothing; empty if it would take it.
	 */
	public Optional<ResetReceipt> validate(ResetCommand command) {
		if (this.capacity.availablePermits() == 0 || !this.validations.tryAcquire()) {
			return Optional.of(OVERLOADED);
		}
		try {
			return this.ledger.validate(command).map(RootPasswordService::receipt);
		}
		catch (LedgerUnavailableException ex) {
			return Optional.of(unavailable(command, ex));
		}
		finally {
			this.validations.release();
		}
	}

	private ResetReceipt admit(ResetCommand command) {
		Admission admission;
		try {
			admission = this.ledger.open(command);
		}
		catch (LedgerUnavailableException ex) {
			return unavailable(command, ex);
		}
		return switch (admission) {
			case Admitted admitted -> settle(admitted, command, send(admitted, command));
			case Replayed(AttemptId attempt, ResetOutcome outcome) ->
				new ResetReceipt(attempt, outcome, true, true, null);
			case Refused refused -> receipt(refused);
		};
	}

	private ResetOutcome send(Admitted admitted, ResetCommand command) {
		// A call that could outlast its lease could overlap with the next attempt's
		if (admitted.lease().remaining().compareTo(this.gateway.deadline()) < 0) {
			return new Rejected(Rejection.LEDGER_UNAVAILABLE);
		}
		try {
			return this.gateway.reset(command, admitted);
		}
		catch (Throwable ex) {
			// A bug, but perhaps one behind the first byte. Its message may quote the
			// request, so only its name is told.
			LOGGER.log(Level.ERROR, "Attempt {0}: the gateway failed with {1}", admitted.attempt(), ex.getClass());
			return new Unconfirmed(ProviderAnswer.NONE);
		}
	}

	private ResetReceipt settle(Admitted admitted, ResetCommand command, ResetOutcome outcome) {
		Throwable unrecorded = settle(admitted.attempt(), outcome);
		tell(() -> this.observer.settled(command, admitted.attempt(), outcome, unrecorded));
		return new ResetReceipt(admitted.attempt(), outcome, unrecorded == null, false,
				retryAfter(admitted, command, outcome), admitted.earlier());
	}

	private @Nullable Throwable settle(AttemptId attempt, ResetOutcome outcome) {
		try {
			this.ledger.settle(attempt, outcome);
			return null;
		}
		catch (Throwable ex) {
			// Even a bug of the ledger must not hide what the provider has said
			return ex;
		}
	}

	private static void tell(Runnable news) {
		try {
			news.run();
		}
		catch (RuntimeException ex) {
			// Nor may a bug of whoever only listens
			LOGGER.log(Level.WARNING, "The observer failed", ex);
		}
	}

	private static ResetReceipt receipt(Refused refused) {
		return new ResetReceipt(refused.attempt(), new Rejected(refused.reason()), true, false, refused.retryAfter(),
				refused.earlier());
	}

	private static ResetReceipt unavailable(ResetCommand command, LedgerUnavailableException ex) {
		LOGGER.log(Level.WARNING, "Nothing sent for " + command.instance() + ": the ledger is unavailable", ex);
		return new ResetReceipt(null, new Rejected(Rejection.LEDGER_UNAVAILABLE), false, false, null);
	}

	private static @Nullable Duration retryAfter(Admitted admitted, ResetCommand command, ResetOutcome outcome) {
		return switch (outcome) {
			case Accepted accepted -> null;
			case Rejected rejected -> rejected.answer().retryAfter();
			// The claim stays until the lease ends, but lets the same key pass
			case Unconfirmed unconfirmed ->
				(command.key() != null) ? admitted.repeatAfter() : admitted.lease().remaining();
		};
	}

}
