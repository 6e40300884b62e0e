package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import rootpassword.ledger.Attempts.SettledBy;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * The ledger in a database that all replicas share. Each operation is one transaction,
 * and the database alone decides which attempt may go next.
 */
final class JdbcResetLedger implements ResetLedger {

	private static final int MAX_CONCURRENT_NOTES = 64;

	private final LedgerTransactions transactions;

	private final LedgerTables tables;

	private final Duration lease;

	private final AttemptIds ids;

	private final @Nullable PostgresSingleStatements singleStatements;

	private final Semaphore notes = new Semaphore(MAX_CONCURRENT_NOTES);

	private final LateSettlements late = new LateSettlements();

	private final Settlements settlements;

	JdbcResetLedger(LedgerTables tables, LedgerTransactions transactions, Duration lease, AttemptIds ids,
			@Nullable PostgresSingleStatements singleStatements) {
		this.tables = tables;
		this.settlements = new Settlements(tables);
		this.transactions = transactions;
		this.lease = lease;
		this.ids = ids;
		this.singleStatements = singleStatements;
	}

	@Override
	public Admission open(ResetCommand command) {
		this.tables.clock().requireNoJump();
		PendingCommit pending = new PendingCommit(this.ids.next());
		try {
			return this.transactions.runInTurn(command.instance(), () -> openDirectly(command, pending),
					() -> open(command, pending));
		}
		catch (LedgerUnavailableException ex) {
			if (pending.abandon()) {
				this.late.addInDoubt(pending.attempt(), new Rejected(Rejection.LEDGER_UNAVAILABLE),
						Deadline.in(this.lease));
			}
			throw ex;
		}
	}

	@Override
	public Optional<Refused> validate(ResetCommand command) {
		return this.transactions.runRead(() -> this.tables.admissions().validate(command));
	}

	@Override
	public void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		boolean known;
		try {
			known = this.transactions.runWithRetry(() -> settleDirectly(attempt, outcome),
					() -> this.settlements.settleOrKeep(attempt, command.instance(), command.origin(), outcome));
		}
		catch (LedgerUnavailableException ex) {
			this.late.add(attempt, command.instance(), command.origin(), outcome);
			throw ex;
		}
		requireKnown(known);
	}

	@Override
	public void loggedIn(AttemptId attempt) {
		requireKnown(this.transactions.runNote(() -> {
			boolean changed = this.tables.attempts().loggedIn(attempt);
			if (changed) {
				this.tables.trail().loggedIn(attempt);
			}
			return changed || this.tables.attempts().exists(attempt);
		}));
	}

	@Override
	public void note(EarlyRefusal refusal) {
		Actor actor = refusal.origin().actor();
		Kind kind = refusal.validation() ? Kind.validated(refusal.reason()) : Kind.refused(refusal.reason());
		if (!this.tables.auditQuota().permits(actor, kind)) {
			return;
		}
		if (!this.notes.tryAcquire()) {
			this.tables.auditQuota().count(actor, kind, 1);
			return;
		}
		try {
			this.transactions.runNote(() -> {
				this.tables.trail().refused(refusal);
				return refusal;
			});
		}
		finally {
			this.notes.release();
		}
	}

	/**
	 * Settles the attempt unless its instance is locked at this moment.
	 * @return whether the attempt has changed, or empty if the instance is locked
	 */
	Optional<Boolean> settleUnlessLocked(AttemptId attempt, ResetOutcome outcome, SettledBy by) {
		return this.transactions.runUnlessLocked(() -> this.settlements.settle(attempt, outcome, by));
	}

	/** Settles the attempts whose outcome could not be recorded in time. */
	void settleLate() {
		this.late.expire();
		this.late
			.retry((attempt, late) -> this.transactions.runUnlessLocked(() -> this.settlements.settle(attempt, late)));
	}

	/** Opens the attempt in one statement, if the case is common. */
	private Optional<Admission> openDirectly(ResetCommand command, PendingCommit pending) {
		if (this.singleStatements == null) {
			return Optional.empty();
		}
		Admission admitted = new Admitted(pending.attempt(), Deadline.in(this.lease));
		return this.singleStatements.open(command, pending.attempt(), () -> pending.mayCommit(admitted))
				? Optional.of(admitted) : Optional.empty();
	}

	/** Settles the attempt in one statement, if the case is common. */
	private Optional<Boolean> settleDirectly(AttemptId attempt, ResetOutcome outcome) {
		boolean settled = this.singleStatements != null && this.singleStatements.settle(attempt, outcome);
		return settled ? Optional.of(true) : Optional.empty();
	}

	private Admission open(ResetCommand command, PendingCommit pending) {
		// Before the first statement, so that the lease never ends later here than in the
		// database
		Deadline leaseEnd = Deadline.in(this.lease);
		this.tables.clock().requireSteady();
		Admission admission = this.tables.admissions().admit(command, pending.attempt(), leaseEnd);
		requireCaller(pending.mayCommit(admission));
		return admission;
	}

	private static void requireCaller(boolean waits) {
		if (!waits) {
			throw new QueryTimeoutException("the caller no longer waits");
		}
	}

	private static void requireKnown(boolean known) {
		if (!known) {
			throw new LedgerUnavailableException("the ledger has lost the attempt");
		}
	}

}
