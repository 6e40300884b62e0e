package rootpassword.ledger;

import java.util.regex.Pattern;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Sees to it that a commit which has returned survives a kill, whatever the database is
 * told elsewhere.
 */
final class DurableCommits implements BeanPostProcessor {

	// H2 runs a setting in the URL on every new connection, and it holds for the whole
	// database: even if it were put right at once, others could commit in between
	private static final Pattern WRITE_DELAY = Pattern.compile("(?<!\\\\);WRITE_DELAY=[^;]*", Pattern.CASE_INSENSITIVE);

	// Only "off" answers before the commit is on disk; all other settings are the
	// operator's choice
	private static final String POSTGRESQL = "select set_config('synchronous_commit', 'on', false) "
			+ "where current_setting('synchronous_commit') = 'off'";

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof HikariDataSource dataSource && dataSource.getJdbcUrl() != null) {
			String url = dataSource.getJdbcUrl();
			if (url.startsWith("jdbc:h2:")) {
				dataSource.setJdbcUrl(WRITE_DELAY.matcher(url).replaceAll(""));
				dataSource.getDataSourceProperties()
					.keySet()
					.removeIf((key) -> "WRITE_DELAY".equalsIgnoreCase(key.toString()));
				onEachConnection(dataSource, "set write_delay 0");
			}
			else if (url.startsWith("jdbc:postgresql:")) {
				onEachConnection(dataSource, POSTGRESQL);
			}
		}
		return bean;
	}

	private static void onEachConnection(HikariDataSource dataSource, String sql) {
		String own = dataSource.getConnectionInitSql();
		dataSource.setConnectionInitSql((own != null) ? own + "; " + sql : sql);
	}

}
