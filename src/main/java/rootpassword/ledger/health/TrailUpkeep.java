package rootpassword.ledger.health;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Cares for the trail on PostgreSQL: makes the partitions of the coming months, and warns
 * if the service's role could change the trail or its seals. Any number of replicas may
 * do it at the same time.
 */
public final class TrailUpkeep implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(TrailUpkeep.class);

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

	private final boolean postgres;

	private volatile boolean complete = true;

	private volatile boolean privilegesKnown;

	/** On H2 there is nothing to do. */
	public TrailUpkeep(JdbcClient jdbc, LedgerTransactions transactions, boolean postgres) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.postgres = postgres;
		this.privilegesKnown = !postgres;
	}

	/**
	 * Makes the missing partitions. A failure harms nothing at first: there are
	 * partitions for three months, and behind them the default partition takes every row.
	 */
	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
	void makePartitions() {
		if (!this.postgres) {
			return;
		}
		try {
			// The function belongs to the owner of the tables, which this service is not
			this.complete = this.transactions.jobs()
				.execute((status) -> this.jdbc.sql("select ensure_trail_partitions()").query(Boolean.class).single());
			if (!this.complete) {
				logger.warn("The default partition of the trail has rows: see docs/OPERATIONS.md, \"Retention\"");
			}
		}
		catch (LedgerUnavailableException ex) {
			this.complete = false;
			logger.warn("The partitions of the trail are not checked: the ledger is unavailable ({})", ex.getMessage());
		}
	}

	/**
	 * Warns if the role owns the trail or its seals, is a superuser, or has more
	 * privileges than it needs. Asks until the database has answered once.
	 */
	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
	void checkPrivileges() {
		if (this.privilegesKnown) {
			return;
		}
		try {
			if (this.transactions.jobs().execute((status) -> this.jdbc.sql(EXCESSIVE).query(Boolean.class).single())) {
				logger.warn(
						"The service's database role owns the trail or its seals, or may change it: see docs/OPERATIONS.md, "
								+ "\"Two roles\"");
			}
			this.privilegesKnown = true;
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("The privileges of the service's database role are not checked yet: the ledger is unavailable");
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.trail.partitioned", () -> this.complete ? 1 : 0)
			.description("Whether every row of the trail is in the partition of its month")
			.register(registry);
	}

	/** Whether the last check succeeded, and every row is in its month's partition. */
	boolean complete() {
		return this.complete;
	}

}
