package rootpassword.ledger.database;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a start cannot use its database.
 *
 * @param text what spring.datasource.url names; without hosts, users and values
 * @param temporary whether it may pass without a change of the configuration
 */
record DatabaseFault(String text, boolean temporary) {

	static final String LOCKED = "55P03";

	static final String READ_ONLY = "25006";

	static final String CANCELLED = "57014";

	static final String DENIED = "42501";

	private static final Set<String> TEMPORARY = Set.of("08000", "08001", "08003", "08006", "53300", "57P01", "57P02",
			"57P03", LOCKED);

	/**
	 * A setting of the URL. Unlike the rest of the message, the name is never translated.
	 */
	private static final Pattern SETTING = Pattern
		.compile("\"([A-Za-z_.]{1,63})\"|\\b([a-z][A-Za-z]{1,62}) parameter value");

	/** The fault behind a failure of the start; {@code null} if it has another reason. */
	static @Nullable DatabaseFault of(Throwable failure) {
		List<Throwable> causes = Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause).toList();
		SQLException sql = last(causes, SQLException.class);
		FlywayException migration = last(causes, FlywayException.class);
		if (sql != null && sql.getSQLState() != null) {
			String state = sql.getSQLState();
			String permanent = ofDriver(causes, sql);
			String text = (permanent != null) ? permanent : ofState(state, sql, causes, migration != null);
			return (text != null) ? new DatabaseFault(text + " (SQL state " + state + ")",
					permanent == null && TEMPORARY.contains(state)) : null;
		}
		String text = (migration != null) ? ofMigration(migration) : null;
		return (text != null) ? new DatabaseFault(text, false) : null;
	}

	/** Faults that the driver reports as if the server were away. */
	private static @Nullable String ofDriver(List<Throwable> causes, SQLException sql) {
		if (last(causes, CertPathBuilderException.class) != null
				|| last(causes, CertPathValidatorException.class) != null) {
			return "a server whose certificate is of an unknown CA; its parameter sslrootcert must name a file with the CA";
		}
		String message = String.valueOf(sql.getMessage());
		if (message.contains("hostnameverifier")) {
			return "a server whose certificate is for another host; use a host name of the certificate";
		}
		if (message.startsWith("Invalid ")) {
			return "a value of sslmode, targetServerType or another parameter that the driver does not know";
		}
		boolean handshake = last(causes, SSLException.class) != null;
		if (!handshake && last(causes, GeneralSecurityException.class) != null) {
			return "a file in sslrootcert, sslcert or sslkey that is damaged";
		}
		IOException file = last(causes, IOException.class);
		if (file != null && file.getClass().getName().matches("java.io.FileNotFound.*|java.nio.file.*")
				&& !sql.getClass().getName().startsWith("org.h2.")) {
			return "a file in sslrootcert, sslcert or sslkey that cannot be read";
		}
		return null;
	}

	private static @Nullable String ofState(String state, SQLException sql, List<Throwable> causes, boolean migrating) {
		return switch (state) {
			case "08001", "08003", "08006" -> (sql.getCause() instanceof UnknownHostException)
					? "a host that cannot be resolved" : "a database that does not answer";
			case "08004" -> "a server that refuses this kind of connection, such as one with TLS (sslmode)";
			case "08P01" -> "a proxy that refuses PostgreSQL's start parameters; a pooler must ignore "
					+ "extra_float_digits and have session mode";
			case "22023", "42704" -> ofSetting(sql);
			case READ_ONLY -> "a database that is read-only; it must be the primary";
			case "28000", "28P01" -> ofLogin(sql, migrating);
			case "3D000" -> "a database that its server does not have";
			case "3F000", DENIED ->
				"a database in which the role may not do this; for the migration the administrator must "
						+ "grant usage and create on its schema";
			case "42601" -> migrating ? null
					: "a database that refuses spring.datasource.hikari.connection-init-sql or .connection-test-query";
			case "42P07", "42703" ->
				"a database that has tables of another program; it must be empty at the first start";
			case "53100" -> "a database whose volume is full";
			case "53300" -> "a database that has no free connection";
			case CANCELLED ->
				"a database that ends statements too soon; raise statement_timeout of the role or database to 500ms";
			case LOCKED -> "a database whose tables another session has locked, so that they cannot be migrated";
			// H2
			case "90011", "90046", "90113" -> "a file in a way that H2 refuses; write jdbc:h2:file:./data/ledger";
			case "90020" -> "a file that another process has open";
			case "HY000", "90028", "90031", "90062", "90138" ->
				(last(causes, IOException.class) == null && state.equals("HY000")) ? null
						: "a file that cannot be written; check the directory, its rights and its free space";
			case "90030", "90048" -> "a file that is damaged or not of this version of H2; restore a backup";
			case "90097" -> "a file that is read-only";
			default -> switch (state.substring(0, 2)) {
				case "08", "57" -> "a database that does not answer";
				case "28" -> ofLogin(sql, migrating);
				case "53", "54", "58", "XX" -> "a database whose server has a fault; see its log";
				default -> null;
			};
		};
	}

	private static String ofLogin(SQLException sql, boolean migrating) {
		if (String.valueOf(sql.getMessage()).contains("valid client certificate")) {
			return "a server that requires a client certificate; set its parameters sslcert and sslkey";
		}
		return "a database that refuses "
				+ (migrating ? "spring.flyway.user and .password" : "spring.datasource.username and .password");
	}

	private static String ofSetting(SQLException sql) {
		Matcher setting = SETTING.matcher(String.valueOf(sql.getMessage()));
		String name = setting.find() ? (setting.group(1) != null) ? setting.group(1) : setting.group(2) : "";
		return "TimeZone".equals(name)
				? "a server that does not know the time zone of this program; set the environment variable TZ to UTC"
				: ("a database that refuses the parameter " + name).stripTrailing();
	}

	private static @Nullable String ofMigration(FlywayException migration) {
		if (migration.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
			return "a database that has tables of another program; it must be empty at the first start";
		}
		return (migration instanceof FlywayValidateException)
				? "a database with the migration history of another program, or of changed migrations" : null;
	}

	private static <T> @Nullable T last(List<Throwable> causes, Class<T> type) {
		return causes.stream().filter(type::isInstance).map(type::cast).reduce((first, second) -> second).orElse(null);
	}

}
