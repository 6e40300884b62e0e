package rootpassword.evidence.seal;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Lets one replica at a time seal. The turn ends with the transaction.
 */
final class SealingTurn {

	/** Any number that nothing else in this database locks. */
	private static final String TAKE = "select pg_try_advisory_xact_lock(5496217349218347)";

	private final JdbcOperations jdbc;

	private final boolean shared;

	SealingTurn(JdbcOperations jdbc, boolean shared) {
		this.jdbc = jdbc;
		this.shared = shared;
	}

	/** Whether it is this replica's turn; an embedded database has no other replica. */
	boolean take() {
		return !this.shared || Boolean.TRUE.equals(this.jdbc.queryForObject(TAKE, Boolean.class));
	}

}
