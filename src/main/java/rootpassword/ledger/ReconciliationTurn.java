package rootpassword.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.reconciliation.Reading;

/**
 * The table {@code reconciliation_turn}: its only row gives the turn to read the
 * provider's trail to one replica at a time. The clock of the database counts.
 */
final class ReconciliationTurn {

	/** The turn of a replica that vanishes ends after this time. */
	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final int PAUSE_SECONDS = 1;

	private static final int MAX_PAUSE_SECONDS = 300;

	private final JdbcClient jdbc;

	ReconciliationTurn(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Locks the turn until the end of the transaction; empty if it is not free.
	 */
	Optional<Free> lock() {
		return this.jdbc.sql("""
				select turn, current_timestamp as now from reconciliation_turn where free_at <= current_timestamp
				for update skip locked
				""")
			.query((row, number) -> new Free(row.getLong("turn") + 1, JdbcReconciliationLedger.instant(row, "now")))
			.optional();
	}

	/** Takes the locked turn. */
	void take(Free turn) {
		this.jdbc.sql("update reconciliation_turn set turn = :turn, free_at = :freeAt")
			.param("turn", turn.number)
			.param("freeAt", turn.now.plus(LONGEST).atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * Ends the turn of a page that was read.
	 * @return false if the turn was over
	 */
	boolean end(Reading reading) {
		return end(reading, PAUSE_SECONDS, 0);
	}

	/**
	 * Ends the turn of a page that was not read. The pause doubles with each failure.
	 * @return false if the turn was over
	 */
	boolean fail(Reading reading) {
		int failures = this.jdbc.sql("select failures from reconciliation_turn").query(Integer.class).single() + 1;
		return end(reading, (int) Math.min(MAX_PAUSE_SECONDS, 1L << Math.min(failures, 30)), failures);
	}

	private boolean end(Reading reading, int pauseSeconds, int failures) {
		return this.jdbc.sql("""
				update reconciliation_turn set failures = :failures,
					free_at = current_timestamp + cast(:pause as integer) * interval '1' second
				where turn = :turn
				""")
			.param("failures", failures)
			.param("pause", pauseSeconds)
			.param("turn", reading.turn())
			.update() == 1;
	}

	/**
	 * The next turn.
	 *
	 * @param now the time of the database
	 */
	record Free(long number, Instant now) {
	}

}
