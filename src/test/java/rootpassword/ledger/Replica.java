package rootpassword.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.spec.SecretKeySpec;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.kit.database.Database;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.database.TestPools;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.quota.AttemptLimit;
import rootpassword.ledger.quota.AttemptQuota;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.ResetCommand;

/**
 * The ledger of one replica of the program, with its own connection pool. The short
 * constructor sets limits and timeouts that no test reaches.
 */
public final class Replica implements AutoCloseable {

	static final Fingerprints FINGERPRINTS = new Fingerprints(List.of(key("test")));

	static final Duration ATTEMPT_RETENTION = Duration.ofDays(90);

	/** Longer than in the program: a busy machine must not fail a race. */
	static final Duration PATIENCE = Duration.ofSeconds(20);

	final HikariDataSource pool;

	final LedgerTables tables;

	final LedgerTransactions transactions;

	final JdbcResetLedger ledger;

	final StaleAttemptSweeper sweeper;

	final JdbcClient jdbc;

	final LedgerMaintenance upkeep;

	/** Nanoseconds that the replica's monotonic clock is ahead of the database's. */
	final AtomicLong passed = new AtomicLong();

	Replica(Database database, Duration lease) {
		this(database, lease, FINGERPRINTS, new AttemptLimit(100_000, Duration.ofHours(1)),
				new AttemptLimit(100_000, Duration.ofHours(1)), new AuditQuota(Integer.MAX_VALUE, System::nanoTime),
				PATIENCE);
	}

	Replica(Database database, Duration lease, Fingerprints fingerprints, AttemptLimit perInstance,
			AttemptLimit perCaller, AuditQuota cap, Duration timeLimit) {
		this.pool = timeLimit.equals(PATIENCE) ? TestPools.patientPool(database) : TestPools.pool(database);
		this.pool.setConnectionTimeout(Math.min(10_000, timeLimit.toMillis()));
		this.jdbc = JdbcClient.create(this.pool);
		this.tables = LedgerTables.of(this.jdbc, lease,
				new IdempotencyKeys(this.jdbc, fingerprints, Duration.ofHours(24)),
				new AttemptQuota(this.jdbc, perInstance, perCaller, database.url().startsWith("jdbc:postgresql:")), cap,
				() -> System.nanoTime() + this.passed.get());
		this.transactions = new LedgerTransactions(new TransactionTemplate(new JdbcTransactionManager(this.pool)),
				timeLimit, this.pool);
		this.ledger = new JdbcResetLedger(this.tables, this.transactions, lease, new AttemptIds(Clock.systemUTC()),
				PostgresSingleStatements.of(database.url(), new NamedParameterJdbcTemplate(this.pool), lease,
						this.tables));
		this.sweeper = new StaleAttemptSweeper(this.ledger, this.transactions, this.tables);
		this.upkeep = new LedgerMaintenance(this.ledger, this.transactions, this.tables, ATTEMPT_RETENTION);
	}

	public static Fingerprints.Key key(String id) {
		return new Fingerprints.Key(id, new SecretKeySpec(id.repeat(32).getBytes(), "HmacSHA256"));
	}

	/** Sweeps, as the program does at its start. That reads the clock of the database. */
	Replica started() {
		this.sweeper.sweep();
		return this;
	}

	Admitted admit(ResetCommand command) {
		return (Admitted) this.ledger.open(command);
	}

	/** Ends the lease of an attempt, as if its time had passed. */
	static void endLease(Database database, AttemptId attempt) {
		database.update("update attempt set lease_until = current_timestamp where id = ?", attempt.value());
		database.update("update claim set lease_until = current_timestamp where attempt_id = ?", attempt.value());
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
