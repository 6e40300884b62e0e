package rootpassword.ledger.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.reconciliation.ProviderTrail;

import static rootpassword.ledger.reconciliation.Cursors.instant;
import static rootpassword.ledger.reconciliation.Cursors.time;

/**
 * The turns to query the provider's trail of one target, by the clock of the database. A
 * row of {@code reconciliation_turn} gives them to one replica at a time. A row of
 * {@code reconciliation_account}, which is changed before it, limits the queries of all
 * targets with the same account.
 */
record Turns(JdbcClient jdbc, ProviderTrail trail) {

	/** After this time another replica may read, because this one may have vanished. */
	private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

	private static final int PAUSE_SECONDS = 1;

	/** Longer, because a query that has begun can be on its way for some time. */
	private static final int PAUSE_DURING_QUERY_SECONDS = 2;

	private static final int MAX_PAUSE_SECONDS = 300;

	/**
	 * Locks the turn and the account if both are free.
	 * @throws org.springframework.dao.DuplicateKeyException if another transaction makes
	 * their rows at the same time
	 */
	Optional<Free> lockFree() {
		createMissing("reconciliation_account", "account", this.trail.account());
		createMissing("reconciliation_turn", "target", this.trail.target());
		return this.jdbc.sql("""
				select t.turn, current_timestamp as now
				from reconciliation_turn t join reconciliation_account a on a.account = :account
				where t.target = :target and t.free_at <= current_timestamp and a.free_at <= current_timestamp
				for update skip locked
				""")
			.param("account", this.trail.account())
			.param("target", this.trail.target())
			.query((row, number) -> new Free(row.getLong("turn") + 1, instant(row, "now")))
			.optional();
	}

	private void createMissing(String table, String key, String value) {
		this.jdbc.sql(String.format(Locale.ROOT,
				"insert into %1$s (%2$s) select :value where not exists (select 1 from %1$s where %2$s = :value)",
				table, key))
			.param("value", value)
			.update();
	}

	/** Takes the locked turn. */
	void take(Free turn) {
		pauseAccount(PAUSE_DURING_QUERY_SECONDS);
		this.jdbc.sql("update reconciliation_turn set turn = :turn, free_at = :freeAt where target = :target")
			.param("turn", turn.number)
			.param("freeAt", time(turn.now.plus(LONGEST_TURN)))
			.param("target", this.trail.target())
			.update();
	}

	/**
	 * Ends the turn with a pause in which each other target of the account can have one.
	 * @return false if it was over
	 */
	boolean end(long turn) {
		return end(turn, PAUSE_SECONDS * this.trail.sharing(), 0);
	}

	/**
	 * Ends the turn with a longer pause after each failure in a row.
	 * @return false if it was over
	 */
	boolean postpone(long turn) {
		int failures = this.jdbc.sql("select failures from reconciliation_turn where target = :target")
			.param("target", this.trail.target())
			.query(Integer.class)
			.single() + 1;
		return end(turn, (int) Math.min(MAX_PAUSE_SECONDS, 1L << Math.min(failures, 30)), failures);
	}

	private boolean end(long turn, int pauseSeconds, int failures) {
		pauseAccount(PAUSE_SECONDS);
		return this.jdbc.sql("""
				update reconciliation_turn set failures = :failures,
					free_at = current_timestamp + cast(:pause as integer) * interval '1' second
				where target = :target and turn = :turn
				""")
			.param("failures", failures)
			.param("pause", pauseSeconds)
			.param("target", this.trail.target())
			.param("turn", turn)
			.update() == 1;
	}

	private void pauseAccount(int seconds) {
		this.jdbc.sql("""
				update reconciliation_account
				set free_at = current_timestamp + cast(:pause as integer) * interval '1' second where account = :account
				""").param("pause", seconds).param("account", this.trail.account()).update();
	}

	/** The turn that this transaction may take. */
	record Free(long number, Instant now) {
	}

}
