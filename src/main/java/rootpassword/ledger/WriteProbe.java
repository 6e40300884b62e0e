package rootpassword.ledger;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a row of this replica's own, to see whether the ledger can be written.
 */
final class WriteProbe {

	private final JdbcClient jdbc;

	private final UUID replica = UUID.randomUUID();

	WriteProbe(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	boolean write() {
		return execute("update probe set written_at = current_timestamp where replica = :replica") == 1
				|| execute("insert into probe (replica, written_at) values (:replica, current_timestamp)") == 1;
	}

	/** Forgets replicas that have not been seen for a day. */
	int forget() {
		return execute("delete from probe where written_at < current_timestamp - interval '1' day "
				+ "and replica <> :replica");
	}

	private int execute(String sql) {
		return this.jdbc.sql(sql).param("replica", this.replica).update();
	}

}
