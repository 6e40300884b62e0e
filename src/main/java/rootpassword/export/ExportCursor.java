package rootpassword.export;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The row of a destination in the table {@code export_cursor}: how far the trail has been
 * exported, and a lease, so that one replica at a time exports. The lease of a replica
 * that was killed or lost its network ends by the clock of the database. The lease needs
 * no open connection or transaction while rows are sent.
 */
record ExportCursor(JdbcClient jdbc, TransactionOperations transactions, String destination, String owner) {

	private static final String TAKE = """
			update export_cursor set owner = :owner, lease_until = current_timestamp + interval '5' second
			where destination = :destination
				and (owner = :owner or lease_until is null or lease_until <= current_timestamp)""";

	private static final String MOVE = """
			update export_cursor set next_idx = :to, updated_at = current_timestamp,
				lease_until = current_timestamp + interval '5' second
			where destination = :destination and owner = :owner and next_idx = :from""";

	private static final String RELEASE = """
			update export_cursor set owner = null, lease_until = null
			where destination = :destination and owner = :owner""";

	/** The cursor of a destination, for an exporter of its own. */
	ExportCursor(JdbcClient jdbc, TransactionOperations transactions, String destination) {
		this(jdbc, transactions, destination, UUID.randomUUID().toString());
	}

	/** Takes the lease, or renews it. */
	Position take() {
		return this.transactions.execute((status) -> {
			boolean held = statement(TAKE).update() == 1;
			long next = this.jdbc.sql("select next_idx from export_cursor where destination = :destination")
				.param("destination", this.destination)
				.query(Long.class)
				.single();
			return new Position(next, held);
		});
	}

	/** Moves the cursor from this place and renews the lease, if this replica has it. */
	boolean move(long from, long to) {
		return this.transactions.execute((status) -> statement(MOVE).param("from", from).param("to", to).update() == 1);
	}

	/** Leaves the lease to other replicas. */
	void release() {
		this.transactions.execute((status) -> statement(RELEASE).update());
	}

	private JdbcClient.StatementSpec statement(String sql) {
		return this.jdbc.sql(sql).param("destination", this.destination).param("owner", this.owner);
	}

	/** The first row that has not arrived, and whether this replica has the lease. */
	record Position(long next, boolean held) {
	}

}
