package rootpassword.ledger.database;

import com.zaxxer.hikari.HikariDataSource;
import rootpassword.kit.database.Database;

/**
 * Connection pools for tests, with the settings of the program.
 */
public final class TestPools {

	private TestPools() {
	}

	/**
	 * Its wait for a connection is longer than in the program: a busy machine connects
	 * slowly.
	 */
	public static HikariDataSource pool(Database database) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.url());
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		pool.setMinimumIdle(0);
		pool.setInitializationFailTimeout(-1);
		new ConnectionSettings().postProcessAfterInitialization(pool, "dataSource");
		pool.setConnectionTimeout(10_000);
		return pool;
	}

	/** Its statements may take longer than in the program, as on a busy machine. */
	public static HikariDataSource patientPool(Database database) {
		HikariDataSource pool = pool(database);
		if (database.url().startsWith("jdbc:postgresql:")) {
			pool.setConnectionInitSql(pool.getConnectionInitSql() + "; set statement_timeout = '20s'");
			pool.addDataSourceProperty("socketTimeout", "30");
		}
		return pool;
	}

}
