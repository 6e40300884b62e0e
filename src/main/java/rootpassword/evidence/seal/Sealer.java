package rootpassword.evidence.seal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TiledTree;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Seals rows of the trail. The leaves are committed first, and then the checkpoint is
 * signed: a signature never covers a leaf that may be rolled back. Each step continues
 * after a crash where the tables stand.
 */
public final class Sealer {

	/** Rows of one transaction. */
	static final int BATCH = 4096;

	private final TransactionOperations transactions;

	private final SealingTurn turn;

	private final UnsealedRows unsealed;

	private final SealedLeaves leaves;

	private final Checkpoints checkpoints;

	private final NoteSigner signer;

	private final SealingLag lag;

	/** The newest checkpoint that this replica knows; empty after a failure. */
	private Optional<SignedNote> newest = Optional.empty();

	/**
	 * A sealer.
	 * @param shared whether other replicas may use the database, which is PostgreSQL then
	 */
	public Sealer(JdbcOperations jdbc, TransactionOperations transactions, boolean shared, NoteSigner signer,
			SealingLag lag) {
		this.transactions = transactions;
		this.turn = new SealingTurn(jdbc, shared);
		this.unsealed = new UnsealedRows(jdbc);
		this.leaves = new SealedLeaves(jdbc);
		this.checkpoints = new Checkpoints(jdbc);
		this.signer = signer;
		this.lag = lag;
	}

	/**
	 * Seals at most one batch of rows; empty if it is another replica's turn.
	 * @throws LedgerUnavailableException if the database fails
	 * @throws ContradictionException if the leaves contradict the last checkpoint
	 */
	public Optional<Sealed> seal() {
		long start = System.nanoTime();
		if (this.newest.isPresent() && !this.transactions.execute((status) -> this.unsealed.mayExist())) {
			caughtUp(start);
			return this.newest.map((checkpoint) -> new Sealed(0, checkpoint));
		}
		Optional<Integer> rows = this.transactions.execute((status) -> append());
		if (rows.isEmpty()) {
			return Optional.empty();
		}
		// After a failure every look tries again, and the lag grows. A replica that
		// crashed may have left leaves without a checkpoint.
		this.newest = Optional.empty();
		this.newest = this.transactions.execute((status) -> sign());
		if (this.newest.isPresent() && rows.get() < BATCH) {
			caughtUp(start);
		}
		return this.newest.map((checkpoint) -> new Sealed(rows.get(), checkpoint));
	}

	/** A row that can never be sealed lets the lag grow, so that someone looks at it. */
	private void caughtUp(long start) {
		if (!this.unsealed.hasUnsealable()) {
			this.lag.caughtUp(start);
		}
	}

	private Optional<Integer> append() {
		if (!this.turn.take()) {
			return Optional.empty();
		}
		List<CanonicalRow> rows = this.unsealed.find(this.leaves.highestSeq(), BATCH);
		rows.stream()
			.filter((row) -> !this.unsealed.hasUnsealable())
			.min(Comparator.comparingLong(CanonicalRow::at))
			.map((row) -> Instant.EPOCH.plus(row.at(), ChronoUnit.MICROS))
			.ifPresent((oldest) -> this.lag.found(Duration.between(oldest, Instant.now())));
		this.leaves.append(rows);
		return Optional.of(rows.size());
	}

	/** The newest checkpoint, which is signed now if there are leaves without one. */
	private Optional<SignedNote> sign() {
		if (!this.turn.take()) {
			return Optional.empty();
		}
		String origin = this.signer.verifierKey().name();
		Optional<SignedNote> newest = this.checkpoints.newest();
		long signed = newest.map(this::confirmedSize).orElse(0L);
		long size = this.leaves.size();
		if (size == signed) {
			// After a change of the origin the next row brings the first own checkpoint
			return newest.filter((note) -> Checkpoint.parse(note.text()).origin().equals(origin));
		}
		String text = new Checkpoint(origin, size, root(size)).text();
		SignedNote checkpoint = SignedNote.of(text).with(this.signer.sign(text));
		this.checkpoints.add(size, checkpoint);
		return Optional.of(checkpoint);
	}

	/** Nothing is signed on top of leaves that someone has changed. */
	private long confirmedSize(SignedNote note) {
		Checkpoint checkpoint = Checkpoint.parse(note.text());
		if (checkpoint.size() > this.leaves.size() || !root(checkpoint.size()).equals(checkpoint.root())) {
			throw new ContradictionException(checkpoint.size());
		}
		return checkpoint.size();
	}

	private Hash root(long size) {
		return new TiledTree(this.leaves, size).root();
	}

	/**
	 * The result of one round.
	 *
	 * @param rows the number of rows that were sealed
	 * @param newest the newest checkpoint
	 */
	public record Sealed(int rows, SignedNote newest) {
	}

	/**
	 * The leaves contradict the last checkpoint, so someone has changed them or the
	 * checkpoint.
	 */
	public static final class ContradictionException extends RuntimeException {

		private static final long serialVersionUID = 1;

		ContradictionException(long size) {
			super("The leaves contradict the signed checkpoint of size " + size);
		}

	}

}
