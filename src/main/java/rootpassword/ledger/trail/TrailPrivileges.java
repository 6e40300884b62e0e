package rootpassword.ledger.trail;

import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Warns at the start if the service's role on PostgreSQL could change the trail or its
 * seals: if it owns them, is a superuser, or has more privileges than it needs.
 */
public final class TrailPrivileges {

	private static final Logger logger = LoggerFactory.getLogger(TrailPrivileges.class);

	// A superuser is a member of every role
	private static final String EXCESSIVE = """
			with seals as (select unnest(array['seal_leaf', 'seal_node', 'seal_checkpoint', 'seal_cosignature']::regclass[]) as id),
				trails as (select 'trail'::regclass as id
					union all select inhrelid from pg_inherits where inhparent = 'trail'::regclass)
			select exists (select 1 from (select id from seals union all select id from trails) t join pg_class c on c.oid = t.id
					where pg_has_role(c.relowner, 'member') or has_table_privilege(t.id, 'update, delete, truncate')
						or has_any_column_privilege(t.id, 'update'))
				or exists (select 1 from trails
					where has_column_privilege(id, 'seq', 'insert') or has_column_privilege(id, 'at', 'insert'))
			""";

	private final JdbcClient jdbc;

	private final LedgerTransactions transactions;

	private volatile boolean answered;

	public TrailPrivileges(JdbcClient jdbc, LedgerTransactions transactions, boolean postgres) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.answered = !postgres;
	}

	/** Asks until the database has answered once. */
	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	void warnIfExcessive() {
		if (this.answered) {
			return;
		}
		try {
			if (this.transactions.runLowPriority(() -> this.jdbc.sql(EXCESSIVE).query(Boolean.class).single())) {
				logger.warn(
						"The service's database role owns the trail or its seals, or may change it: see docs/OPERATIONS.md, "
								+ "\"Two roles\"");
			}
			this.answered = true;
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("The privileges of the service's database role are not checked yet: the ledger is unavailable");
		}
	}

}
