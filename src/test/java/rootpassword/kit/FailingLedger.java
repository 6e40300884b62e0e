package rootpassword.kit;

import java.util.Optional;

import rootpassword.reset.Admission;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * A ledger without a database: every call fails.
 */
public final class FailingLedger implements ResetLedger {

	@Override
	public Admission open(ResetCommand command) {
		throw unavailable();
	}

	@Override
	public Optional<Admission.Refused> validate(ResetCommand command) {
		throw unavailable();
	}

	@Override
	public void settle(AttemptId attempt, ResetCommand command, ResetOutcome outcome) {
		throw unavailable();
	}

	@Override
	public void recordLogin(AttemptId attempt) {
		throw unavailable();
	}

	@Override
	public void recordRefusal(EarlyRefusal refusal) {
		throw unavailable();
	}

	private static LedgerUnavailableException unavailable() {
		return new LedgerUnavailableException("No database", new IllegalStateException());
	}

}
