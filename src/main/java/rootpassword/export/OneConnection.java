package rootpassword.export;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.reset.history.SealedRow;
import rootpassword.reset.history.SealedTrail;

/**
 * Runs the transactions of all exporters one at a time, so that together they use one
 * connection.
 */
final class OneConnection implements TransactionOperations, SealedTrail {

	private final Lock lock = new ReentrantLock();

	private final TransactionOperations transactions;

	private final SealedTrail trail;

	OneConnection(TransactionOperations transactions, SealedTrail trail) {
		this.transactions = transactions;
		this.trail = trail;
	}

	@Override
	public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
		return inTurn(() -> this.transactions.execute(work));
	}

	@Override
	public String origin() {
		return this.trail.origin();
	}

	@Override
	public long size() {
		return inTurn(this.trail::size);
	}

	@Override
	public List<SealedRow> read(long from, int limit) {
		return inTurn(() -> this.trail.read(from, limit));
	}

	private <T extends @Nullable Object> T inTurn(Supplier<T> work) {
		this.lock.lock();
		try {
			return work.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
