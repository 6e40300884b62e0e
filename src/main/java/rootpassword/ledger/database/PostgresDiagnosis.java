package rootpassword.ledger.database;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.doctor.Finding;

import static rootpassword.doctor.Finding.fail;
import static rootpassword.doctor.Finding.ok;
import static rootpassword.doctor.Finding.warn;

/** Checks rights, durability and clock of a PostgreSQL. */
final class PostgresDiagnosis {

	private static final Duration MAX_DIFFERENCE = Duration.ofMinutes(1);

	/** What the service needs to do and may not, such as {@code update on claim}. */
	private static final String MISSING = """
			with needed (name, privileges) as (values ('trail', 'select'), ('attempt', 'select,insert,update,delete'),
				('claim', 'select,insert,update,delete'), ('idempotency', 'select,insert,update,delete'),
				('probe', 'select,insert,update,delete'), ('seal_leaf', 'select,insert'), ('seal_node', 'select,insert'),
				('seal_checkpoint', 'select,insert'), ('seal_cosignature', 'select,insert'), ('export_cursor', 'select,update'),
				('reconciliation_turn', 'select,insert,update'), ('reconciliation_account', 'select,insert,update'),
				('reconciliation_reader', 'select,insert,update'), ('foreign_change', 'select,insert,delete')),
			missing (what) as (
				select privilege || ' on ' || name from needed, unnest(string_to_array(privileges, ',')) privilege
				where (:reconciles or name !~ '^(reconciliation|foreign)_') and not has_table_privilege(to_regclass(name), privilege)
				union all select 'insert into trail' where not (has_any_column_privilege(to_regclass('trail'), 'insert')
					and has_sequence_privilege(to_regclass('trail_seq'), 'usage'))
				union all select 'execute ensure_trail_partitions'
				where not has_function_privilege(to_regprocedure('ensure_trail_partitions()'), 'execute'))
			select coalesce(string_agg(what, ', ' order by what), '') from missing""";

	private static final String OWNS = """
			select case when (select rolsuper from pg_roles where rolname = current_user) then 'is a superuser'
				when exists (select 1 from pg_class where oid = to_regclass('trail') and pg_has_role(relowner, 'member'))
					then 'owns the tables'
				when to_regclass('trail') is not null and has_table_privilege(to_regclass('trail'), 'update, delete, truncate')
					then 'may change rows of the trail'
				else '' end""";

	private PostgresDiagnosis() {
	}

	/**
	 * @param reconciles whether the service reads ActionTrail
	 */
	static List<Finding> findings(JdbcClient jdbc, Instant now, boolean reconciles) {
		return List.of(role(jdbc, reconciles), durability(jdbc), synchronousCommit(jdbc), clock(Duration.between(now,
				jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant())));
	}

	private static Finding role(JdbcClient jdbc, boolean reconciles) {
		String missing = jdbc.sql(MISSING).param("reconciles", reconciles).query(String.class).single();
		String excess = jdbc.sql(OWNS).query(String.class).single();
		if (!missing.isEmpty()) {
			return fail("role", "the role of the service may not " + missing, LedgerDiagnosis.TWO_ROLES);
		}
		return excess.isEmpty() ? ok("role", "the role of the service has the rights that it needs")
				: warn("role", "the role of the service " + excess + ", more than it needs", LedgerDiagnosis.TWO_ROLES);
	}

	private static Finding durability(JdbcClient jdbc) {
		return jdbc.sql("select current_setting('fsync') = 'off' or current_setting('full_page_writes') = 'off'")
			.query(Boolean.class)
			.single()
					? fail("durability",
							"fsync or full_page_writes is off: a crash of the server loses or damages the ledger",
							"set both to on in postgresql.conf, and reload")
					: ok("durability", "the server writes commits to the disk");
	}

	private static Finding synchronousCommit(JdbcClient jdbc) {
		return "off".equals(jdbc.sql("show synchronous_commit").query(String.class).single())
				? warn("synchronous-commit",
						"synchronous_commit is off; the service sets it to on for its own sessions",
						"alter role … set synchronous_commit = on")
				: ok("synchronous-commit", "a commit is on the disk before it is answered");
	}

	private static Finding clock(Duration difference) {
		return (difference.abs().compareTo(MAX_DIFFERENCE) > 0)
				? warn("ledger-clock", "the clock of the database differs by " + difference.toSeconds() + " s",
						"run NTP on this machine and on the server of the database")
				: ok("ledger-clock", "the clocks of this machine and of the database agree");
	}

}
