package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Refusal;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the ledger in a database that all replicas share: each question is one
 * transaction, and the database alone decides who may go next.
 */
final class JdbcResetLedger implements ResetLedger {

	private static final int MAX_NOTES = 64;

	private final TransactionOperations transactions;

	private final TimeLimit timeLimit;

	private final Tables tables;

	private final Duration lease;

	private final AttemptIds ids;

	private final Semaphore notes = new Semaphore(MAX_NOTES);

	private final LateSettlements late = new LateSettlements();

	JdbcResetLedger(Tables tables, TransactionOperations transactions, TimeLimit timeLimit, Duration lease,
			AttemptIds ids) {
		this.tables = tables;
		this.transactions = transactions;
		this.timeLimit = timeLimit;
		this.lease = lease;
		this.ids = ids;
	}

	@Override
	public Admission open(ResetCommand command) {
		// Before the transaction begins, so that we never trust in the claim for longer
		// than the database does
		Deadline end = Deadline.in(this.lease);
		Opening opening = new Opening(this.ids.next());
		try {
			return this.timeLimit.run(() -> {
				try {
					return open(command, opening, end);
				}
				catch (DuplicateKeyException ex) {
					// Two came first to this instance; now its row is there
					return open(command, opening, end);
				}
			});
		}
		catch (LedgerUnavailableException ex) {
			if (opening.isInDoubtAfterAll()) {
				this.late.addInDoubt(opening.attempt(), new Rejected(Rejection.LEDGER_UNAVAILABLE), end);
			}
			throw ex;
		}
	}

	@Override
	public Optional<Refused> validate(ResetCommand command) {
		return committed(() -> this.tables.admissions().look(command));
	}

	@Override
	public void settle(AttemptId attempt, ResetOutcome outcome) {
		try {
			tell(attempt, outcome);
		}
		catch (LedgerUnavailableException ex) {
			this.late.add(attempt, outcome);
			throw ex;
		}
	}

	@Override
	public void note(Refusal refusal) {
		RefusalCap cap = this.tables.cap();
		RefusalKind kind = RefusalKind.refused(refusal.reason());
		if (!cap.leavesRoomFor(refusal.actor(), kind)) {
			return;
		}
		if (!this.notes.tryAcquire()) {
			cap.count(refusal.actor(), kind, 1);
			return;
		}
		try {
			committed(() -> {
				this.tables.trail().refused(refusal);
				return refusal;
			});
		}
		finally {
			this.notes.release();
		}
	}

	/** Settles the attempt, and says whether that was news. */
	boolean tell(AttemptId attempt, ResetOutcome outcome) {
		return committed(() -> {
			this.tables.claims().lockInstanceOf(attempt);
			boolean news = this.tables.attempts().settle(attempt, outcome);
			if (news) {
				this.tables.trail().settled(attempt);
			}
			// An unconfirmed call may still be under way at the provider
			if (news && !(outcome instanceof Unconfirmed)) {
				this.tables.claims().release(attempt);
			}
			return news;
		});
	}

	/** Open attempts whose lease has ended, the oldest first. */
	List<AttemptId> stale(int limit) {
		return committed(() -> this.tables.attempts().stale(limit));
	}

	/** Settles what could not be settled in its time. */
	void catchUp() {
		this.late.expire();
		this.late.retry(this::tell);
	}

	/** Does the work in one transaction, for as long as anyone may be made to wait. */
	<T> T committed(Supplier<T> work) {
		return this.timeLimit.run(() -> this.transactions.execute((status) -> work.get()));
	}

	private Admission open(ResetCommand command, Opening opening, Deadline end) {
		return this.transactions.execute((status) -> {
			Admission admission = this.tables.admissions().admit(command, opening.attempt(), end);
			if (admission instanceof Admitted && !opening.mayCommit()) {
				throw new QueryTimeoutException("Nobody waits for it any more");
			}
			return admission;
		});
	}

}
