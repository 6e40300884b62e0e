package rootpassword.ledger;

import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.reset.AttemptId;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;

import static rootpassword.ledger.database.SqlArrays.texts;

/**
 * Appends rows to the audit trail. Each row repeats origin and instance, so that it can
 * be read alone.
 */
record AuditTrail(JdbcClient jdbc) {

	/** The columns that a row takes over from its attempt. */
	static final String ATTEMPT_COLUMNS = "repeat_of, instance, target, outcome, rejection, provider_request_id, provider_code, "
			+ "provider_status";

	/** Stands in columns that are never null. */
	private static final String NO_VALUE = "-";

	/**
	 * Appends rows in their order. The arrays are in the order of ATTEMPT_COLUMNS.
	 * @return the number of rows
	 */
	int append(List<TrailEntry> rows) {
		if (rows.isEmpty()) {
			return 0;
		}
		return OriginColumns
			.bind(this.jdbc.sql(String.format(Locale.ROOT,
					"""
							insert into trail (event, attempt_id, %1$s, occurrences, %2$s)
							select event, attempt_id, %1$s, occurrences, %2$s
							from unnest(cast(:event as varchar array), cast(:attempt as uuid array), cast(:repeatOf as uuid array),
									cast(:instance as varchar array), cast(:target as varchar array), cast(:outcome as varchar array), cast(:rejection as varchar array),
									cast(:requestId as varchar array), cast(:code as varchar array), cast(:status as integer array),
									cast(:occurrences as integer array), %3$s)
								with ordinality as r (event, attempt_id, %1$s, occurrences, %2$s, number) order by number
							""",
					ATTEMPT_COLUMNS, OriginColumns.NAMES, OriginColumns.ARRAYS)),
					rows.stream().map(TrailEntry::origin).toList())
			.param("event", texts(rows, TrailEntry::event))
			.param("attempt", texts(rows, TrailEntry::attempt))
			.param("repeatOf", texts(rows, TrailEntry::repeatOf))
			.param("instance", texts(rows, TrailEntry::instance))
			.param("target", texts(rows, TrailEntry::target))
			.param("outcome", texts(rows, TrailEntry::outcome))
			.param("rejection", texts(rows, TrailEntry::rejectionCode))
			.param("requestId", texts(rows, (row) -> row.answer().requestId()))
			.param("code", texts(rows, (row) -> row.answer().code()))
			.param("status", texts(rows, (row) -> row.answer().status()))
			.param("occurrences", texts(rows, TrailEntry::occurrences))
			.update();
	}

	/**
	 * Appends a row {@code settled} for each attempt, with the outcome in the table
	 * attempt.
	 */
	void appendSettled(Collection<AttemptId> attempts) {
		appendAttempts("settled", attempts, "");
	}

	/** Whether the trail has an outcome of the attempt. */
	boolean hasOutcome(AttemptId attempt) {
		return this.jdbc.sql("select exists (select 1 from trail where attempt_id = :attempt and event = 'settled')")
			.param("attempt", attempt.value())
			.query(Boolean.class)
			.single();
	}

	/**
	 * Appends that a login with the password of an attempt succeeded. No other statement
	 * names the column {@code effective}, so only this one needs the right to write it.
	 */
	void appendLoggedIn(AttemptId attempt) {
		appendAttempts("login-checked", List.of(attempt), ", effective");
	}

	/**
	 * Appends that the provider's trail has settled an attempt, with the provider's user
	 * who made the call.
	 */
	void appendReconciled(AttemptId attempt, ProviderEvent event) {
		bind(this.jdbc.sql(String.format(Locale.ROOT, """
				insert into trail (event, attempt_id, %1$s, %2$s, provider_user, provider_time)
				select 'reconciled', id, %1$s, %2$s, cast(:user as varchar(128)),
					cast(:time as timestamp(6) with time zone) from attempt where id = :attempt
				""", ATTEMPT_COLUMNS, OriginColumns.NAMES)), event).param("attempt", attempt.value()).update();
	}

	/** Appends a change by others. Its source address is the one of that call. */
	void appendForeignChange(String target, ProviderEvent event) {
		bind(this.jdbc.sql("""
				insert into trail (event, caller, source_address, instance, target, outcome, provider_request_id,
					provider_user, provider_time)
				values ('foreign-change', :none, :sourceAddress, :instance, :target, :outcome, :requestId,
					cast(:user as varchar(128)), cast(:time as timestamp(6) with time zone))
				"""), event).param("none", NO_VALUE)
			.param("sourceAddress", Objects.requireNonNullElse(event.sourceAddress(), NO_VALUE))
			.param("instance", event.instance().value())
			.param("target", target)
			.param("outcome", event.outcome().word())
			.param("requestId", event.requestId())
			.update();
	}

	private static StatementSpec bind(StatementSpec statement, ProviderEvent event) {
		return statement.param("user", event.user()).param("time", event.time().atOffset(ZoneOffset.UTC));
	}

	/**
	 * @param furtherColumns columns of both tables that no other row names
	 */
	private void appendAttempts(String event, Collection<AttemptId> attempts, String furtherColumns) {
		this.jdbc.sql(String.format(Locale.ROOT, """
				insert into trail (event, attempt_id, %1$s, %2$s%3$s)
				select cast(:event as varchar(20)), id, %1$s, %2$s%3$s from attempt
				where id = any(cast(:attempts as uuid array))
				""", ATTEMPT_COLUMNS, OriginColumns.NAMES, furtherColumns))
			.param("event", event)
			.param("attempts", texts(attempts))
			.update();
	}

}
