package rootpassword.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
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

/**
 * The ledger of one replica of the program, with a pool of its own. Unless a test is
 * about limits and waiting, there are none that it could meet.
 */
public final class Replica implements AutoCloseable {

	static final Fingerprints FINGERPRINTS = new Fingerprints(List.of(key("test")));

	final HikariDataSource pool;

	final LedgerTables tables;

	final LedgerTransactions transactions;

	final JdbcResetLedger ledger;

	final StaleAttemptSweeper sweeper;

	final WriteProbe probe;

	final LedgerMaintenance upkeep;

	Replica(Database database, Duration lease) {
		this(database, lease, FINGERPRINTS, new AttemptLimit(100_000, Duration.ofHours(1)),
				new AttemptLimit(100_000, Duration.ofHours(1)), new AuditQuota(Integer.MAX_VALUE, System::nanoTime),
				Duration.ofSeconds(20));
	}

	Replica(Database database, Duration lease, Fingerprints fingerprints, AttemptLimit perInstance,
			AttemptLimit perCaller, AuditQuota cap, Duration timeLimit) {
		this.pool = TestPools.pool(database);
		// More than the program's own, so that a busy machine does not fail a race
		this.pool.setConnectionTimeout(Math.min(10_000, timeLimit.toMillis()));
		JdbcClient jdbc = JdbcClient.create(this.pool);
		this.tables = LedgerTables.of(jdbc, lease, new IdempotencyKeys(jdbc, fingerprints, Duration.ofHours(24)),
				new AttemptQuota(jdbc, perInstance, perCaller), cap);
		this.transactions = new LedgerTransactions(new TransactionTemplate(new JdbcTransactionManager(this.pool)),
				timeLimit, this.pool);
		this.ledger = new JdbcResetLedger(this.tables, this.transactions, lease, new AttemptIds(Clock.systemUTC()),
				PostgresSingleStatements.of(database.url(), jdbc, lease, this.tables));
		this.sweeper = new StaleAttemptSweeper(this.ledger, this.transactions, this.tables.attempts());
		this.probe = new WriteProbe(jdbc);
		this.upkeep = new LedgerMaintenance(this.ledger, this.transactions, this.tables, this.probe);
	}

	public static Fingerprints.Key key(String id) {
		return new Fingerprints.Key(id, new SecretKeySpec(id.repeat(32).getBytes(), "HmacSHA256"));
	}

	public static void migrate(Database database) {
		String vendor = database.url().split(":")[1];
		Flyway.configure()
			.dataSource(database.url(), database.username(), database.password())
			.locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
			.configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
			.load()
			.migrate();
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
