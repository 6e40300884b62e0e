package rootpassword.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.ledger.database.DatabaseClock;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.database.TestPools;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.idempotency.IdempotencyProperties;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.LimitProperties;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * The ledger of one replica of the program, with its own connection pool.
 */
public final class Replica implements AutoCloseable {

	static final Duration LEASE = Duration.ofSeconds(30);

	static final Duration ATTEMPT_RETENTION = Duration.ofDays(90);

	/** Longer than in the program: a busy machine must not fail a race. */
	static final Duration PATIENCE = Duration.ofSeconds(20);

	final HikariDataSource pool;

	final JdbcClient jdbc;

	final LedgerTransactions transactions;

	final Claims claims;

	final Attempts attempts;

	final IdempotencyKeys keys;

	final AuditTrail trail;

	final Settlements settlements;

	final DatabaseClock clock;

	final Admissions admissions;

	final JdbcResetLedger ledger;

	final LedgerMaintenance upkeep;

	/** How long ago the ids of attempts say that they were opened. */
	Duration ageOfIds = Duration.ZERO;

	/** Nanoseconds that the replica's monotonic clock is ahead of the database's. */
	final AtomicLong passed = new AtomicLong();

	private final Database database;

	Replica(Database database) {
		this(database, Setup.DEFAULT);
	}

	Replica(Database database, Setup setup) {
		this.database = database;
		this.pool = setup.timeLimit.equals(PATIENCE) ? TestPools.patientPool(database) : TestPools.pool(database);
		this.pool.setConnectionTimeout(Math.min(10_000, setup.timeLimit.toMillis()));
		this.jdbc = JdbcClient.create(this.pool);
		this.transactions = new LedgerTransactions(new TransactionTemplate(new JdbcTransactionManager(this.pool)),
				setup.timeLimit, this.pool);
		LedgerProperties properties = new LedgerProperties(setup.lease, null, Duration.ZERO);
		this.claims = new Claims(this.jdbc, properties);
		this.attempts = new Attempts(this.jdbc, properties);
		IdempotencyProperties retention = new IdempotencyProperties(Duration.ofHours(24));
		this.keys = new IdempotencyKeys(this.jdbc, retention);
		this.trail = new AuditTrail(this.jdbc);
		this.settlements = new Settlements(this.attempts, this.trail);
		this.clock = new DatabaseClock(this.jdbc, setup.lease, () -> System.nanoTime() + this.passed.get());
		this.admissions = new Admissions(this.claims,
				new AdmissionQuery(this.jdbc, setup.fingerprints, retention, setup.limits), this.attempts, this.keys,
				this.trail, this.settlements, setup.fingerprints, setup.quota, this.clock, properties);
		this.ledger = new JdbcResetLedger(this.transactions, this.admissions, this.settlements, this.attempts,
				this.trail, setup.quota, this.clock, setup.lease,
				new AttemptIds(() -> Instant.now().minus(this.ageOfIds)));
		this.upkeep = upkeep(ATTEMPT_RETENTION, setup.quota);
	}

	LedgerMaintenance upkeep(Duration attemptRetention, AuditQuota quota) {
		return new LedgerMaintenance(this.ledger, this.transactions, this.claims, this.attempts, this.keys,
				this.settlements, this.trail, quota, this.clock, attemptRetention);
	}

	public static Fingerprints.Key key(String id) {
		return new Fingerprints.Key(id, new SecretKeySpec(id.repeat(32).getBytes(), "HmacSHA256"));
	}

	Admitted admit(ResetCommand command) {
		return (Admitted) this.ledger.open(command);
	}

	/** Settles the attempt for its command. */
	void settle(AttemptId attempt, ResetOutcome outcome) {
		List<String> instance = this.database.column(String.class, "select instance from attempt where id = ?",
				attempt.value());
		this.ledger.settle(attempt, Commands.reset(instance.isEmpty() ? "dds-lost" : instance.getFirst()).build(),
				outcome);
	}

	/** Ends the lease of an attempt, as if its time had passed. */
	void endLease(AttemptId attempt) {
		this.database.update("update attempt set lease_until = current_timestamp where id = ?", attempt.value());
		this.database.update("update claim set lease_until = current_timestamp where attempt_id = ?", attempt.value());
		this.database.update("update claim set overtaken_until = current_timestamp where overtaken_id = ?",
				attempt.value());
	}

	@Override
	public void close() {
		this.pool.close();
	}

	/**
	 * The configuration of a replica. The default has limits and timeouts that no test
	 * reaches.
	 */
	record Setup(Duration lease, Fingerprints fingerprints, LimitProperties limits, AuditQuota quota,
			Duration timeLimit) {

		static final Setup DEFAULT = new Setup(LEASE, new Fingerprints(List.of(key("test"))),
				new LimitProperties("off", "off"), new AuditQuota(Integer.MAX_VALUE, System::nanoTime), PATIENCE);

		Setup lease(Duration value) {
			return new Setup(value, this.fingerprints, this.limits, this.quota, this.timeLimit);
		}

		Setup keys(String... ids) {
			return new Setup(this.lease, new Fingerprints(Stream.of(ids).map(Replica::key).toList()), this.limits,
					this.quota, this.timeLimit);
		}

		Setup limits(String perInstance, String perCaller) {
			return new Setup(this.lease, this.fingerprints, new LimitProperties(perInstance, perCaller), this.quota,
					this.timeLimit);
		}

		Setup quota(AuditQuota value) {
			return new Setup(this.lease, this.fingerprints, this.limits, value, this.timeLimit);
		}

		Setup timeLimit(Duration value) {
			return new Setup(this.lease, this.fingerprints, this.limits, this.quota, value);
		}

	}

}
