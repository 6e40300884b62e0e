package rootpassword.ledger.database;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import rootpassword.keys.OwnerOnly;
import rootpassword.settings.DatabaseUrl;

/**
 * Makes commits durable and limits every wait on the ledger's connections. It overrides
 * weaker settings of the URL and of the server, and keeps stricter ones.
 */
final class ConnectionSettings implements BeanPostProcessor {

	private static final long POOL_WAIT_MILLIS = 1500;

	private static final long VALIDATION_MILLIS = 500;

	private static final long FIRST_CONNECTION_MILLIS = 30_000;

	/** Properties of PostgreSQL's driver, in seconds; 0 means no limit. */
	private static final Map<String, Integer> POSTGRESQL_DRIVER = Map.of("socketTimeout", 2, "connectTimeout", 1,
			"loginTimeout", 2, "cancelSignalTimeout", 1,
			// How long the driver avoids a host that was a standby
			"hostRecheckSeconds", 1);

	// The first two limit how long this replica waits. The others release the locks of a
	// replica that was frozen or has lost its network: the third between two statements,
	// the last (since 17) in the middle of a batch, which only the sealing sends
	private static final String POSTGRESQL_TIMEOUTS = """
			select set_config(name, wanted, false)
			from pg_settings join (values ('lock_timeout', '1000'), ('statement_timeout', '2000'),
				('idle_in_transaction_session_timeout', '5000'), ('transaction_timeout', '10000'))
				limits (setting_name, wanted) on name = setting_name
			where setting::int not between 1 and wanted::int""";

	// Fails on a standby, and on a former primary, whose sessions may survive a failover.
	// So such a connection does not enter the pool, or is removed from it
	private static final String POSTGRESQL_WRITABLE = """
			do $$ begin
				if current_setting('transaction_read_only')::boolean then
					raise read_only_sql_transaction using message = 'the server is read-only';
				end if;
			end $$""";

	// Only "off" confirms a commit before it is on disk; the rest is the operator's
	// choice
	private static final String POSTGRESQL_DURABILITY = "select set_config('synchronous_commit', 'on', false) "
			+ "where current_setting('synchronous_commit') = 'off'";

	// Plans that do not depend on statistics, because those of a new database say that
	// the tables are empty, and the planner would then not use an index
	private static final String POSTGRESQL_PLANS = "set plan_cache_mode = force_generic_plan; "
			+ "set enable_seqscan = off; set jit = off";

	// H2 applies a setting in the URL to the whole database on every new connection:
	// setting it back afterwards would leave a gap
	private static final String H2_OVERRIDDEN = "(?i)(WRITE_DELAY|DB_CLOSE_ON_EXIT)";

	private static final Pattern H2_OVERRIDDEN_IN_URL = Pattern.compile("(?<!\\\\);" + H2_OVERRIDDEN + "=[^;]*");

	// Otherwise H2 closes the database at SIGTERM, while requests still need it
	private static final String H2_CLOSED_BY_THE_POOL = ";DB_CLOSE_ON_EXIT=FALSE";

	private static final Pattern H2_TRACE_FILE_IN_URL = Pattern.compile(";TRACE_LEVEL_FILE=", Pattern.CASE_INSENSITIVE);

	// The log has H2's exceptions; its trace file would be readable for everyone
	private static final String H2_NO_TRACE_FILE = ";TRACE_LEVEL_FILE=0";

	private static final String H2_SESSION = "set write_delay 0; set lock_timeout 1000";

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof HikariDataSource pool && pool.getJdbcUrl() != null) {
			pool.setConnectionTimeout(Math.min(pool.getConnectionTimeout(), POOL_WAIT_MILLIS));
			pool.setValidationTimeout(Math.min(pool.getValidationTimeout(), VALIDATION_MILLIS));
			// Spring begins transactions; a statement outside of one is committed at once
			pool.setAutoCommit(true);
			// Once per connection: Spring would set it per transaction, in a round trip
			pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
			pool.setReadOnly(false);
			if (DatabaseUrl.isPostgres(pool.getJdbcUrl())) {
				// On a busy machine a first login can take longer than the timeouts below
				pool.setInitializationFailTimeout(FIRST_CONNECTION_MILLIS);
				POSTGRESQL_DRIVER.forEach((name, seconds) -> limit(pool, name, seconds));
				// Otherwise exceptions, and so the log, quote values of rows
				pool.addDataSourceProperty("logServerErrorDetail", "false");
				runOnConnect(pool, String.join("; ", POSTGRESQL_WRITABLE, POSTGRESQL_DURABILITY, POSTGRESQL_TIMEOUTS,
						POSTGRESQL_PLANS));
				pool.setConnectionTestQuery(POSTGRESQL_WRITABLE);
			}
			else if (pool.getJdbcUrl().startsWith("jdbc:h2:")) {
				String url = H2_OVERRIDDEN_IN_URL.matcher(pool.getJdbcUrl()).replaceAll("");
				String trace = H2_TRACE_FILE_IN_URL.matcher(url).find() ? "" : H2_NO_TRACE_FILE;
				pool.setJdbcUrl(url + trace + H2_CLOSED_BY_THE_POOL);
				pool.getDataSourceProperties().keySet().removeIf((key) -> key.toString().matches(H2_OVERRIDDEN));
				DatabaseUrl.file(url).ifPresent(OwnerOnly::makeOrClose);
				runOnConnect(pool, H2_SESSION);
			}
		}
		return bean;
	}

	/** Limits the value in the URL, which has precedence, and the property. */
	private static void limit(HikariDataSource pool, String name, int seconds) {
		Matcher inUrl = Pattern.compile("([?&]" + name + "=)([^&]*)").matcher(pool.getJdbcUrl());
		pool.setJdbcUrl(inUrl
			.replaceAll((match) -> Matcher.quoteReplacement(match.group(1) + limited(match.group(2), seconds))));
		pool.addDataSourceProperty(name,
				limited(pool.getDataSourceProperties().getOrDefault(name, "").toString(), seconds));
	}

	private static String limited(String configured, int seconds) {
		return configured.matches("[1-9][0-9]{0,5}") && Integer.parseInt(configured) < seconds ? configured
				: String.valueOf(seconds);
	}

	private static void runOnConnect(HikariDataSource pool, String sql) {
		String configured = pool.getConnectionInitSql();
		pool.setConnectionInitSql((configured != null) ? configured + "; " + sql : sql);
	}

}
