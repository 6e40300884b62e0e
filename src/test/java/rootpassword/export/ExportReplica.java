package rootpassword.export;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.export.Post.RefusedException;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.ledger.database.TestPools;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.evidence.SealedRow;

/**
 * The exporting part of one replica, with its own connection pool and a destination that
 * only remembers.
 */
final class ExportReplica implements Destination, AutoCloseable {

	private static final Executor THREADS = (work) -> Thread.ofVirtual().start(work);

	final List<SealedRow> received = new CopyOnWriteArrayList<>();

	/** Failures of the next sends. */
	final Queue<IOException> failures = new ConcurrentLinkedQueue<>();

	/** How many of them there were. */
	final AtomicInteger failed = new AtomicInteger();

	/** Failures of the next transactions. */
	final AtomicInteger outages = new AtomicInteger();

	final AtomicInteger batches = new AtomicInteger();

	final HikariDataSource pool;

	final ExportCursor cursor;

	final Exporter exporter;

	/** Larger batches are refused with 413. */
	volatile int largest = Integer.MAX_VALUE;

	private volatile CountDownLatch answer = new CountDownLatch(0);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private volatile Thread thread;

	ExportReplica(Database database) {
		this.pool = TestPools.pool(database);
		TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(this.pool));
		TransactionOperations transactions = new TransactionOperations() {
			@Override
			public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
				if (ExportReplica.this.outages.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
					throw new LedgerUnavailableException("outage", null);
				}
				// As the program does: an interrupt must not reach the database
				return CompletableFuture.supplyAsync(() -> template.execute(work), THREADS).join();
			}
		};
		this.cursor = new ExportCursor(JdbcClient.create(this.pool), transactions, name());
		this.exporter = new Exporter(this, this.cursor,
				new SealedEvidence(new JdbcTemplate(this.pool), transactions, List.of(EvidenceKey.verifierKey())),
				new Pauses(Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(100)), this.registry);
	}

	ExportReplica start() {
		this.thread = Thread.ofVirtual().start(this.exporter::run);
		return this;
	}

	/** Stops without a farewell, as a kill does. */
	void kill() throws InterruptedException {
		if (this.thread != null) {
			this.thread.interrupt();
			this.thread.join();
		}
	}

	/** Sends answer after the latch from now on. */
	void answerAfter(CountDownLatch latch) {
		this.answer = latch;
	}

	/** The value of a metric of the export. */
	double metric(String name) {
		return this.registry.get("root.password.export." + name).meter().measure().iterator().next().getValue();
	}

	List<Long> indexes() {
		return this.received.stream().map(SealedRow::index).toList();
	}

	@Override
	public String name() {
		return "webhook";
	}

	@Override
	public void send(List<SealedRow> rows) throws IOException {
		this.batches.incrementAndGet();
		IOException failure = this.failures.poll();
		if (failure != null) {
			this.failed.incrementAndGet();
			throw failure;
		}
		if (rows.size() > this.largest) {
			throw new RefusedException(413, null);
		}
		try {
			this.answer.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.received.addAll(rows);
	}

	@Override
	public void close() {
		this.answer.countDown();
		try {
			kill();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.pool.close();
	}

}
