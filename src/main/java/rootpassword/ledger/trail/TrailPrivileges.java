package rootpassword.ledger.trail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Warns at the start if the service's role on PostgreSQL could change the trail: if it
 * owns the trail, is a superuser, or has more privileges than it needs.
 */
public final class TrailPrivileges {

	private static final Logger logger = LoggerFactory.getLogger(TrailPrivileges.class);

	// A superuser is a member of every role
	private static final String EXCESSIVE = """
			select exists (select 1 from pg_class c
				where (c.oid = 'trail'::regclass
						or c.oid in (select inhrelid from pg_inherits where inhparent = 'trail'::regclass))
					and (pg_has_role(c.relowner, 'member')
						or has_table_privilege(c.oid, 'update, delete, truncate')
						or has_any_column_privilege(c.oid, 'update')
						or has_column_privilege(c.oid, 'seq', 'insert')
						or has_column_privilege(c.oid, 'at', 'insert')))
			""";

	private final JdbcClient jdbc;

	private final LedgerTransactions transactions;

	private final boolean postgres;

	public TrailPrivileges(JdbcClient jdbc, LedgerTransactions transactions, boolean postgres) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.postgres = postgres;
	}

	/** Runs once: without a delay between runs there is no second run. */
	@Scheduled(initialDelay = 0)
	void warnIfExcessive() {
		if (!this.postgres) {
			return;
		}
		try {
			if (this.transactions.runLowPriority(() -> this.jdbc.sql(EXCESSIVE).query(Boolean.class).single())) {
				logger.warn("The service's database role owns the trail or may change it: see docs/OPERATIONS.md, "
						+ "\"Two roles\"");
			}
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("The privileges of the service's database role are not checked: the ledger is unavailable");
		}
	}

}
