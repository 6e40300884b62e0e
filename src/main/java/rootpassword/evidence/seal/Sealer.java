package rootpassword.evidence.seal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Seals rows of the trail. The leaves are committed first, and then the checkpoint is
 * signed, so that a signature never covers a leaf that may be rolled back. After a crash
 * each step continues from the state of the tables.
 */
public final class Sealer implements MeterBinder {

	/** The maximum number of rows that one transaction seals. */
	static final int BATCH = 4096;

	private static final Duration MAX_AGE = Duration.ofDays(3650);

	/** The number is arbitrary; nothing else in this database may lock it. */
	private static final String TAKE_TURN = "select pg_try_advisory_xact_lock(5496217349218347)";

	private final JdbcOperations jdbc;

	private final TransactionOperations transactions;

	/** Whether other replicas may use the database. Then it is PostgreSQL. */
	private final boolean shared;

	private final UnsealedRows unsealed;

	private final SealTables tables;

	private final NoteSigner signer;

	/**
	 * The newest checkpoint, if this replica knows it. It does not know one after a
	 * failure, and after a change of the origin until there is a new row.
	 */
	private Optional<SignedNote> newest = Optional.empty();

	/** All rows that were committed before this moment (nanoTime) have a checkpoint. */
	private volatile long unsignedSince = System.nanoTime();

	public Sealer(JdbcOperations jdbc, TransactionOperations transactions, boolean shared, NoteSigner signer) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.shared = shared;
		this.unsealed = new UnsealedRows(jdbc);
		this.tables = new SealTables(jdbc);
		this.signer = signer;
	}

	/**
	 * Seals at most one batch of rows; empty if it is another replica's turn, or if there
	 * is no checkpoint of this origin yet.
	 * @throws LedgerUnavailableException if the database fails
	 * @throws IllegalStateException if the leaves contradict the last checkpoint
	 */
	public Optional<Sealed> seal() {
		long start = System.nanoTime();
		int rows = 0;
		// A look that would probably find nothing is skipped
		if (this.newest.isEmpty() || this.transactions.execute((status) -> this.unsealed.beginLook())) {
			Optional<Integer> appended = this.transactions.execute((status) -> append());
			if (appended.isEmpty()) {
				return Optional.empty();
			}
			rows = appended.get();
			// It stays empty if the signing fails, so that the next round tries again. A
			// replica that crashed may also have left leaves without a checkpoint.
			this.newest = Optional.empty();
			this.newest = this.transactions.execute((status) -> sign(start));
		}
		if (this.newest.isEmpty()) {
			return Optional.empty();
		}
		if (rows < BATCH) {
			allSigned(start);
		}
		return Optional.of(new Sealed(rows, this.newest.get()));
	}

	/** A row that can never be sealed keeps the age growing: someone must look at it. */
	private void allSigned(long since) {
		if (!this.unsealed.hasUnsealable()) {
			this.unsignedSince = since;
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.evidence.unsealed.age", () -> unsignedAge().toMillis() / 1000.0)
			.description("Age of the oldest row of the audit trail without a signed checkpoint, at most")
			.baseUnit("seconds")
			.register(registry);
	}

	/** An upper bound of the age of the oldest row without a checkpoint. */
	Duration unsignedAge() {
		return Duration.ofNanos(System.nanoTime() - this.unsignedSince);
	}

	void setUnsignedAge(Duration age) {
		this.unsignedSince = System.nanoTime() - age.toNanos();
	}

	/** The number of rows that got a leaf; empty if it is another replica's turn. */
	private Optional<Integer> append() {
		if (!takeTurn()) {
			return Optional.empty();
		}
		List<CanonicalRow> rows = this.unsealed.find(this.tables.highestSeq(), BATCH);
		if (!rows.isEmpty() && !this.unsealed.hasUnsealable()) {
			long oldest = rows.stream().mapToLong(CanonicalRow::at).min().getAsLong();
			long age = Duration.between(Instant.EPOCH.plus(oldest, ChronoUnit.MICROS), Instant.now()).toMillis();
			// The owner of the table can write any time
			setUnsignedAge(Duration.ofMillis(Math.clamp(age, 0, MAX_AGE.toMillis())));
		}
		this.tables.append(rows);
		return Optional.of(rows.size());
	}

	/** The newest checkpoint, which is signed now if there are leaves without one. */
	private Optional<SignedNote> sign(long start) {
		if (!takeTurn()) {
			return Optional.empty();
		}
		String origin = this.signer.verifierKey().name();
		Optional<SignedNote> last = this.tables.newest();
		long signed = last.map(this::confirmedSize).orElse(0L);
		long size = this.tables.size();
		if (size == signed) {
			// Nothing waits. The first checkpoint of an origin is signed with the next
			// row
			allSigned(start);
			return last.filter((note) -> Checkpoint.parse(note.text()).origin().equals(origin));
		}
		String text = new Checkpoint(origin, size, this.tables.tree(size).root()).text();
		SignedNote checkpoint = SignedNote.of(text).with(this.signer.sign(text));
		this.tables.add(size, checkpoint);
		return Optional.of(checkpoint);
	}

	/** The size of a checkpoint, after a check that the leaves still agree with it. */
	private long confirmedSize(SignedNote note) {
		Checkpoint checkpoint = Checkpoint.parse(note.text());
		if (!this.tables.contains(checkpoint)) {
			throw new IllegalStateException("The leaves contradict the signed checkpoint of size " + checkpoint.size());
		}
		return checkpoint.size();
	}

	/** Whether it is this replica's turn until the end of the transaction. */
	private boolean takeTurn() {
		return !this.shared || Boolean.TRUE.equals(this.jdbc.queryForObject(TAKE_TURN, Boolean.class));
	}

	/** The number of rows that one round has sealed, and the newest checkpoint. */
	public record Sealed(int rows, SignedNote newest) {
	}

}
