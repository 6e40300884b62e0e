package rootpassword.reset;

import java.util.List;

class InMemoryResetLedgerTests extends ResetLedgerContract {

	private final InMemoryResetLedger ledger = new InMemoryResetLedger(LEASE);

	@Override
	protected ResetLedger ledger() {
		return this.ledger;
	}

	@Override
	protected void endLease(AttemptId attempt) {
		this.ledger.endLease(attempt);
	}

	@Override
	protected void sweep() {
		this.ledger.sweep();
	}

	@Override
	protected List<TrailRow> trail() {
		return this.ledger.trail();
	}

}
