package rootpassword.ledger;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Sees to it that no connection waits long for anything, whatever the database is told
 * elsewhere; stricter settings stay.
 */
final class LedgerTimeouts implements BeanPostProcessor {

	private static final long POOL_WAIT_MILLIS = 1500;

	private static final long VALIDATION_MILLIS = 500;

	/** The driver's own names, all in seconds, of which 0 means for ever. */
	private static final Map<String, Integer> POSTGRESQL = Map.of("socketTimeout", 2, "connectTimeout", 1,
			"loginTimeout", 2, "cancelSignalTimeout", 1);

	// The last one frees what a replica holds that was cut off in mid-transaction
	private static final String POSTGRESQL_SESSION = """
			select set_config(name, wanted, false)
			from pg_settings join (values ('lock_timeout', '1000'), ('statement_timeout', '2000'),
				('idle_in_transaction_session_timeout', '5000')) limits (setting_name, wanted) on name = setting_name
			where setting::int not between 1 and wanted::int""";

	private static final String H2_SESSION = "set lock_timeout 1000";

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof HikariDataSource dataSource && dataSource.getJdbcUrl() != null) {
			dataSource.setConnectionTimeout(Math.min(dataSource.getConnectionTimeout(), POOL_WAIT_MILLIS));
			dataSource.setValidationTimeout(Math.min(dataSource.getValidationTimeout(), VALIDATION_MILLIS));
			// Once per connection; asked for per transaction it would be one more journey
			dataSource.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
			if (dataSource.getJdbcUrl().startsWith("jdbc:postgresql:")) {
				POSTGRESQL.forEach((name, seconds) -> limit(dataSource, name, seconds));
				onEachConnection(dataSource, POSTGRESQL_SESSION);
			}
			else if (dataSource.getJdbcUrl().startsWith("jdbc:h2:")) {
				onEachConnection(dataSource, H2_SESSION);
			}
		}
		return bean;
	}

	/** What stands in the URL wins over a property, so it is put right there. */
	private static void limit(HikariDataSource dataSource, String name, int seconds) {
		Matcher inUrl = Pattern.compile("([?&]" + name + "=)([^&]*)").matcher(dataSource.getJdbcUrl());
		dataSource.setJdbcUrl(inUrl
			.replaceAll((match) -> Matcher.quoteReplacement(match.group(1) + strict(match.group(2), seconds))));
		dataSource.addDataSourceProperty(name,
				strict(dataSource.getDataSourceProperties().getOrDefault(name, "").toString(), seconds));
	}

	private static String strict(String configured, int seconds) {
		return configured.matches("[1-9][0-9]{0,5}") && Integer.parseInt(configured) < seconds ? configured
				: String.valueOf(seconds);
	}

	private static void onEachConnection(HikariDataSource dataSource, String sql) {
		String own = dataSource.getConnectionInitSql();
		dataSource.setConnectionInitSql((own != null) ? own + "; " + sql : sql);
	}

}
