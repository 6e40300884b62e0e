package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
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
import rootpassword.reset.ResetOutcome.Unconfirmed;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the ledger in a database that all replicas share: each question is one
 * transaction, and the database alone decides who may go next.
 */
final class JdbcResetLedger implements ResetLedger {

	private final TransactionTemplate transactions;

	private final AuditTrail trail;

	private final Attempts attempts;

	private final Claims claims;

	private final Duration lease;

	private final AttemptIds ids;

	JdbcResetLedger(JdbcClient jdbc, PlatformTransactionManager transactionManager, Duration lease, AttemptIds ids) {
		this.transactions = new TransactionTemplate(transactionManager);
		this.transactions.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		this.trail = new AuditTrail(jdbc);
		this.attempts = new Attempts(jdbc, lease);
		this.claims = new Claims(jdbc, lease);
		this.lease = lease;
		this.ids = ids;
	}

	@Override
	public Admission open(ResetCommand command) {
		// Before the transaction begins, so that we never trust in the claim for longer
		// than the database does
		Deadline end = Deadline.in(this.lease);
		return known(() -> {
			try {
				return committed(() -> admit(command, end));
			}
			catch (DuplicateKeyException ex) {
				// Two came first to this instance; now its row is there
				return committed(() -> admit(command, end));
			}
		});
	}

	@Override
	public void settle(AttemptId attempt, ResetOutcome outcome) {
		tell(attempt, outcome);
	}

	@Override
	public void note(Refusal refusal) {
		known(() -> committed(() -> {
			this.trail.refused(refusal, null);
			return refusal;
		}));
	}

	/** Settles the attempt, and says whether that was news. */
	boolean tell(AttemptId attempt, ResetOutcome outcome) {
		return known(() -> committed(() -> {
			boolean news = this.attempts.settle(attempt, outcome);
			if (news) {
				this.trail.settled(attempt);
			}
			// An unconfirmed call may still be under way at the provider
			if (news && !(outcome instanceof Unconfirmed)) {
				this.claims.release(attempt);
			}
			return news;
		}));
	}

	/** Open attempts whose lease has ended, the oldest first. */
	List<AttemptId> stale(int limit) {
		return known(() -> committed(() -> this.attempts.stale(limit)));
	}

	private Admission admit(ResetCommand command, Deadline end) {
		AttemptId attempt = this.ids.next();
		if (!this.claims.take(command.instance(), attempt)) {
			this.trail.refused(new Refusal(command.actor(), command.instance(), Rejection.IN_FLIGHT, command.traceId()),
					command.reason());
			return new Refused(null, Rejection.IN_FLIGHT, this.claims.remaining(command.instance()));
		}
		this.attempts.open(attempt, command);
		this.trail.opened(attempt);
		return new Admitted(attempt, end);
	}

	private <T> T committed(Supplier<T> work) {
		return this.transactions.execute((status) -> work.get());
	}

	private static <T> T known(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (DataAccessException | TransactionException ex) {
			throw new LedgerUnavailableException("Not known to be committed", ex);
		}
	}

}
