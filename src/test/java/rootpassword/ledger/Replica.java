package rootpassword.ledger;

import java.time.Clock;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import rootpassword.database.Database;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The ledger of one replica of the program, with a pool of its own.
 */
final class Replica implements AutoCloseable {

	final HikariDataSource pool = new HikariDataSource();

	final JdbcResetLedger ledger;

	final StaleAttemptSweeper sweeper;

	Replica(Database database, Duration lease) {
		this.pool.setJdbcUrl(database.url());
		this.pool.setUsername(database.username());
		this.pool.setPassword(database.password());
		this.pool.setMinimumIdle(0);
		this.pool.setConnectionTimeout(10_000);
		this.pool.setInitializationFailTimeout(-1);
		new DurableCommits().postProcessAfterInitialization(this.pool, "dataSource");
		this.ledger = new JdbcResetLedger(JdbcClient.create(this.pool), new JdbcTransactionManager(this.pool), lease,
				new AttemptIds(Clock.systemUTC()));
		this.sweeper = new StaleAttemptSweeper(this.ledger);
	}

	static void migrate(Database database) {
		String vendor = database.url().split(":")[1];
		Flyway.configure()
			.dataSource(database.url(), database.username(), database.password())
			.locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
			.load()
			.migrate();
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
