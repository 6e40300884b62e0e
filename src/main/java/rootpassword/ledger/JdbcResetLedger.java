package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import org.springframework.dao.QueryTimeoutException;
import rootpassword.ledger.Attempts.Stale;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;

/**
 * Keeps the ledger in a database that all replicas share: each question is one
 * transaction, and the database alone decides who may go next.
 */
final class JdbcResetLedger implements ResetLedger {

	private static final int MAX_NOTES = 64;

	private final LedgerTransactions transactions;

	private final LedgerTables tables;

	private final Duration lease;

	private final AttemptIds ids;

	private final Semaphore notes = new Semaphore(MAX_NOTES);

	private final LateSettlements late = new LateSettlements();

	JdbcResetLedger(LedgerTables tables, LedgerTransactions transactions, Duration lease, AttemptIds ids) {
		this.tables = tables;
		this.transactions = transactions;
		this.lease = lease;
		this.ids = ids;
	}

	@Override
	public Admission open(ResetCommand command) {
		PendingCommit opening = new PendingCommit(this.ids.next());
		try {
			return this.transactions.inTurn(command.instance(), () -> open(command, opening));
		}
		catch (LedgerUnavailableException ex) {
			if (opening.isInDoubtAfterAll()) {
				this.late.addInDoubt(opening.attempt(), new Rejected(Rejection.LEDGER_UNAVAILABLE),
						Deadline.in(this.lease));
			}
			throw ex;
		}
	}

	@Override
	public Optional<Refused> validate(ResetCommand command) {
		return this.transactions.besides(() -> this.tables.admissions().look(command));
	}

	@Override
	public void settle(AttemptId attempt, ResetOutcome outcome) {
		try {
			this.transactions.retried(() -> write(attempt, outcome));
		}
		catch (LedgerUnavailableException ex) {
			this.late.add(attempt, outcome);
			throw ex;
		}
	}

	@Override
	public void note(EarlyRefusal refusal) {
		AuditQuota cap = this.tables.auditQuota();
		Kind kind = Kind.refused(refusal.reason());
		if (!cap.permits(refusal.origin().actor(), kind)) {
			return;
		}
		if (!this.notes.tryAcquire()) {
			cap.count(refusal.origin().actor(), kind, 1);
			return;
		}
		try {
			this.transactions.besides(() -> {
				this.tables.trail().refused(refusal);
				return refusal;
			});
		}
		finally {
			this.notes.release();
		}
	}

	/**
	 * Settles the attempt, and says whether that was news; says nothing, and changes
	 * nothing, if its instance is locked at this moment.
	 */
	Optional<Boolean> tell(AttemptId attempt, ResetOutcome outcome) {
		return this.transactions.unlessLocked(() -> write(attempt, outcome));
	}

	/** The next open attempts whose lease has ended. */
	List<Stale> stale(Stale after, int limit) {
		return committed(() -> this.tables.attempts().stale(after, limit));
	}

	/** Settles what could not be settled in its time. */
	void catchUp() {
		this.late.expire();
		this.late.retry(this::tell);
	}

	/** Does the work in one transaction. */
	<T> T committed(Supplier<T> work) {
		return this.transactions.committed(work);
	}

	/** Reads in one transaction what no reset waits for. */
	<T> T read(Supplier<T> work) {
		return this.transactions.besides(work);
	}

	private Admission open(ResetCommand command, PendingCommit opening) {
		// Before the first statement, so that we never trust in the claim for longer than
		// the database does
		Deadline end = Deadline.in(this.lease);
		Admission admission = this.tables.admissions().admit(command, opening.attempt(), end);
		if (!opening.mayCommit(admission)) {
			throw new QueryTimeoutException("Nobody waits for it any more");
		}
		return admission;
	}

	private boolean write(AttemptId attempt, ResetOutcome outcome) {
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
	}

}
