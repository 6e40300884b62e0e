package rootpassword.ledger;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import rootpassword.kit.database.Database;

/**
 * One row of the trail.
 */
record TrailRow(String event, @Nullable UUID attempt, String caller, @Nullable String assertedUser,
		String sourceAddress, @Nullable String instance, @Nullable String reason, @Nullable String outcome,
		@Nullable String rejection, @Nullable String requestId, @Nullable String code, @Nullable Integer status,
		@Nullable String traceId) {

	/** The committed rows, oldest first. */
	static List<TrailRow> all(Database database) {
		return database.jdbc()
			.sql("select * from trail order by seq")
			.query((row, number) -> new TrailRow(row.getString("event"), row.getObject("attempt_id", UUID.class),
					row.getString("caller"), row.getString("asserted_user"), row.getString("source_address"),
					row.getString("instance"), row.getString("reason"), row.getString("outcome"),
					row.getString("rejection"), row.getString("provider_request_id"), row.getString("provider_code"),
					row.getObject("provider_status", Integer.class), row.getString("trace_id")))
			.list();
	}

}
