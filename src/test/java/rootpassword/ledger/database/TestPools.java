package rootpassword.ledger.database;

import com.zaxxer.hikari.HikariDataSource;
import rootpassword.kit.database.Database;

/**
 * Connection pools for tests, with the settings of the program.
 */
public final class TestPools {

	private TestPools() {
	}

	/** A pool whose wait for a connection is longer: a busy machine connects slowly. */
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

	/** A pool whose statements may take longer than in the program. */
	public static HikariDataSource patientPool(Database database) {
		HikariDataSource pool = pool(database);
		if (database.url().startsWith("jdbc:postgresql:")) {
			pool.setConnectionInitSql(pool.getConnectionInitSql() + "; set statement_timeout = '20s'; "
					+ "select set_config(name, '30s', false) from pg_settings where name in ('transaction_timeout', 'idle_in_transaction_session_timeout')");
			pool.addDataSourceProperty("socketTimeout", "30");
		}
		return pool;
	}

}
