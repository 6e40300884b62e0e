package rootpassword.ledger.health;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code probe}: each replica updates its own row, to check that the ledger is
 * writable.
 */
final class WriteProbe {

	private final JdbcClient jdbc;

	private final UUID replica = UUID.randomUUID();

	WriteProbe(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	boolean write() {
		return execute("update probe set written_at = current_timestamp where replica = :replica") == 1 || insert();
	}

	private boolean insert() {
		// Rows of replicas that are gone
		execute("delete from probe where written_at < current_timestamp - interval '1' day");
		return execute("insert into probe (replica, written_at) values (:replica, current_timestamp)") == 1;
	}

	private int execute(String sql) {
		return this.jdbc.sql(sql).param("replica", this.replica).update();
	}

}
