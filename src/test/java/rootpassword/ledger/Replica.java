package rootpassword.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import rootpassword.database.Database;
import rootpassword.reset.Fingerprints;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger of one replica of the program, with a pool of its own. Unless a test is
 * about limits and waiting, there are none that it could meet.
 */
final class Replica implements AutoCloseable {

	static final Fingerprints FINGERPRINTS = new Fingerprints(List.of(key("test")));

	final HikariDataSource pool = new HikariDataSource();

	final Tables tables;

	final JdbcResetLedger ledger;

	final StaleAttemptSweeper sweeper;

	final WriteProbe probe;

	final LedgerUpkeep upkeep;

	Replica(Database database, Duration lease) {
		this(database, lease, FINGERPRINTS, new Limit(100_000, Duration.ofHours(1)),
				new Limit(100_000, Duration.ofHours(1)), new RefusalCap(Integer.MAX_VALUE, System::nanoTime),
				Duration.ofSeconds(20));
	}

	Replica(Database database, Duration lease, Fingerprints fingerprints, Limit perInstance, Limit perCaller,
			RefusalCap cap, Duration timeLimit) {
		this.pool.setJdbcUrl(database.url());
		this.pool.setUsername(database.username());
		this.pool.setPassword(database.password());
		this.pool.setMinimumIdle(0);
		this.pool.setInitializationFailTimeout(-1);
		new DurableCommits().postProcessAfterInitialization(this.pool, "dataSource");
		new LedgerTimeouts().postProcessAfterInitialization(this.pool, "dataSource");
		// More than the program's own, so that a busy machine does not fail a race
		this.pool.setConnectionTimeout(Math.min(10_000, timeLimit.toMillis()));
		JdbcClient jdbc = JdbcClient.create(this.pool);
		this.tables = Tables.of(jdbc, lease, fingerprints, Duration.ofHours(24),
				new RateLimits(jdbc, perInstance, perCaller), cap);
		this.ledger = new JdbcResetLedger(this.tables,
				new LedgerTransactions(new TransactionTemplate(new JdbcTransactionManager(this.pool)),
						new TimeLimit(timeLimit), this.pool.getMaximumPoolSize()),
				lease, new AttemptIds(Clock.systemUTC()));
		this.sweeper = new StaleAttemptSweeper(this.ledger);
		this.probe = new WriteProbe(jdbc);
		this.upkeep = new LedgerUpkeep(this.ledger, this.tables, this.probe);
	}

	static Fingerprints.Key key(String id) {
		return new Fingerprints.Key(id, new SecretKeySpec(id.repeat(32).getBytes(), "HmacSHA256"));
	}

	static void migrate(Database database) {
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
