package rootpassword.ledger.database;

import com.zaxxer.hikari.HikariDataSource;
import rootpassword.kit.database.Database;

/**
 * Connection pools for tests, with the settings of the program.
 */
public final class TestPools {

	private TestPools() {
	}

	public static HikariDataSource pool(Database database) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.url());
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.setMinimumIdle(0);
		pool.setInitializationFailTimeout(-1);
		new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
		return pool;
	}

}
