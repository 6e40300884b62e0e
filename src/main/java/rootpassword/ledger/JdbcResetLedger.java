package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import rootpassword.ledger.Settlements.Result;
import rootpassword.ledger.Settlements.SettledBy;
import rootpassword.ledger.Settlements.Settlement;
import rootpassword.ledger.admission.AdmissionDecision.Opening;
import rootpassword.ledger.database.DatabaseClock;
import rootpassword.ledger.database.GroupedTransactions;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/**
 * The ledger in a database that all replicas share. The lock in the database orders the
 * decisions of all replicas.
 */
final class JdbcResetLedger implements ResetLedger {

	private static final int MAX_CONCURRENT_REFUSALS = 64;

	private final LedgerTransactions transactions;

	private final GroupedTransactions<Opening, Admission> openings;

	private final GroupedTransactions<Settlement, Result> settling;

	private final Admissions admissions;

	private final Settlements settlements;

	private final Attempts attempts;

	private final AuditTrail trail;

	private final AuditQuota quota;

	private final DatabaseClock clock;

	private final Duration lease;

	private final AttemptIds ids;

	private final Semaphore refusals = new Semaphore(MAX_CONCURRENT_REFUSALS);

	private final LateSettlements late = new LateSettlements();

	JdbcResetLedger(LedgerTransactions transactions, Admissions admissions, Settlements settlements, Attempts attempts,
			AuditTrail trail, AuditQuota quota, DatabaseClock clock, Duration lease, AttemptIds ids) {
		this.transactions = transactions;
		this.openings = transactions.grouped(admissions::admit);
		this.settling = transactions.grouped((group) -> settlements.settle(group).stream().map(Optional::of).toList());
		this.admissions = admissions;
		this.settlements = settlements;
		this.attempts = attempts;
		this.trail = trail;
		this.quota = quota;
		this.clock = clock;
		this.lease = lease;
		this.ids = ids;
	}

	/** Returns after the attempt is committed, so nothing is sent before. */
	@Override
	public Admission open(ResetCommand command) {
		this.clock.requireNoJump();
		Opening opening = new Opening(command, this.ids.next());
		return this.openings.run(opening, (admission) -> settleAsNeverSent(opening, admission));
	}

	/**
	 * If the commit is in doubt, nothing was sent; records that when the ledger answers.
	 */
	private void settleAsNeverSent(Opening opening, Admission admission) {
		if (admission instanceof Admitted) {
			this.late.add(new Settlement(opening.attempt(), null, new Rejected(Rejection.LEDGER_UNAVAILABLE),
					SettledBy.CALLER), Deadline.in(this.lease));
		}
	}

	@Override
	public Optional<Refused> validate(ResetCommand command) {
		return this.transactions.reads().execute((status) -> this.admissions.validate(command));
	}

	@Override
	public void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		Settlement settlement = new Settlement(attempt, TrailEntry.settled(attempt, command, outcome), outcome,
				SettledBy.CALLER);
		Result result;
		try {
			// A commit in doubt is settled again like one that failed
			result = this.settling.run(settlement, (inDoubt) -> {
			});
		}
		catch (LedgerUnavailableException ex) {
			this.late.add(settlement);
			throw ex;
		}
		requireNotLost(result != Result.LOST);
	}

	@Override
	public void recordLogin(AttemptId attempt) {
		requireNotLost(this.transactions.extraRows().execute((status) -> {
			boolean changed = this.attempts.recordLogin(attempt);
			if (changed) {
				this.trail.appendLoggedIn(attempt);
			}
			return changed || !this.attempts.existing(List.of(attempt)).isEmpty();
		}));
	}

	@Override
	public void recordRefusal(EarlyRefusal refusal) {
		Actor actor = refusal.origin().actor();
		Kind kind = refusal.validation() ? Kind.validated(refusal.reason()) : Kind.refused(refusal.reason());
		if (!this.quota.permits(actor, kind)) {
			return;
		}
		if (!this.refusals.tryAcquire()) {
			this.quota.count(actor, kind, 1);
			return;
		}
		try {
			this.transactions.extraRows()
				.executeWithoutResult((status) -> this.trail.append(List.of(TrailEntry.refused(refusal))));
		}
		finally {
			this.refusals.release();
		}
	}

	/** Settles the attempts whose outcome could not be recorded in time. */
	void settleLate() {
		this.late.retry(
				(settlement) -> this.transactions.run(() -> this.settlements.settle(List.of(settlement)).getFirst()));
	}

	private static void requireNotLost(boolean existing) {
		if (!existing) {
			throw new LedgerUnavailableException("the ledger has lost the attempt");
		}
	}

}
