package rootpassword.ledger;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import rootpassword.ledger.Attempts.SettledBy;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.reconciliation.ProviderEvent;

/**
 * Appends rows to the audit trail. Each row repeats origin and instance, so that it can
 * be read alone.
 */
final class AuditTrail {

	/** The columns that a row takes over from its attempt. */
	static final String ATTEMPT_COLUMNS = "repeat_of, instance, outcome, rejection, provider_request_id, provider_code, "
			+ "provider_status";

	/** Stands in columns that are never null. */
	private static final String NOBODY = "-";

	private static final String VALIDATED = "validated";

	private final JdbcClient jdbc;

	AuditTrail(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void opened(AttemptId attempt) {
		appendAttempt("opened", attempt, "");
	}

	void settled(AttemptId attempt) {
		appendAttempt("settled", attempt, "");
	}

	/**
	 * Appends the outcome of an attempt that is not in the ledger, unless an earlier try
	 * has done so.
	 */
	void settledWithoutAttempt(AttemptId attempt, InstanceId instance, Origin origin, ResetOutcome outcome) {
		OriginColumns
			.bind(this.jdbc.sql(String.format(Locale.ROOT,
					"""
							insert into trail (event, attempt_id, instance, %s, outcome, rejection, provider_request_id, provider_code,
								provider_status)
							select 'settled', cast(:attempt as uuid), cast(:instance as varchar(64)), %s,
								cast(:outcome as varchar(20)), cast(:rejection as varchar(40)),
								cast(:requestId as varchar(80)), cast(:code as varchar(80)), cast(:status as integer)
							where not exists (select 1 from trail where attempt_id = :attempt and event = 'settled')
							""",
					OriginColumns.NAMES, OriginColumns.VALUES)), origin)
			.params(Attempts.parameters(attempt, outcome, SettledBy.CALLER).getValues())
			.param("instance", instance.value())
			.update();
	}

	/**
	 * Appends that a login with the password of an attempt succeeded. No other row names
	 * the column, so that only this one needs the right to write it.
	 */
	void loggedIn(AttemptId attempt) {
		appendAttempt("login-checked", attempt, ", effective");
	}

	/**
	 * Appends that the provider's trail has settled an attempt, with the identity behind
	 * the call.
	 */
	void reconciled(AttemptId attempt, ProviderEvent event) {
		bind(this.jdbc.sql(String.format(Locale.ROOT, """
				insert into trail (event, attempt_id, %1$s, %2$s, provider_user, provider_time)
				select 'reconciled', id, %1$s, %2$s, cast(:user as varchar(128)),
					cast(:time as timestamp(6) with time zone) from attempt where id = :attempt
				""", ATTEMPT_COLUMNS, OriginColumns.NAMES)), event).param("attempt", attempt.value()).update();
	}

	/** Appends a change by others. Its source address is the one of that call. */
	void foreignChange(ProviderEvent event) {
		bind(this.jdbc.sql("""
				insert into trail (event, caller, source_address, instance, outcome, provider_request_id, provider_user,
					provider_time)
				values ('foreign-change', :nobody, :sourceAddress, :instance, :outcome, :requestId,
					cast(:user as varchar(128)), cast(:time as timestamp(6) with time zone))
				"""), event).param("nobody", NOBODY)
			.param("sourceAddress", Objects.requireNonNullElse(event.sourceAddress(), NOBODY))
			.param("instance", event.instance().value())
			.param("outcome", event.outcome().word())
			.param("requestId", event.requestId())
			.update();
	}

	private static StatementSpec bind(StatementSpec statement, ProviderEvent event) {
		return statement.param("user", event.user()).param("time", event.time().atOffset(ZoneOffset.UTC));
	}

	/** Appends a refusal that came before the ledger was asked. */
	void refused(EarlyRefusal refusal) {
		append(refusal.validation() ? VALIDATED : "refused", refusal.origin(), refusal.instance(), "rejected",
				refusal.reason(), null, null);
	}

	/**
	 * Appends a refusal by the ledger.
	 * @param repeatOf the first attempt under the same key, if there is one
	 */
	void refused(ResetCommand command, Rejection reason, @Nullable AttemptId repeatOf) {
		append("refused", command.origin(), command.instance(), "rejected", reason, repeatOf, null);
	}

	/**
	 * Appends a validation.
	 * @param reason why a reset would have been refused, or {@code null} if it would not
	 */
	void validated(ResetCommand command, @Nullable Rejection reason, @Nullable AttemptId repeatOf) {
		append(VALIDATED, command.origin(), command.instance(), (reason != null) ? "rejected" : "acceptable", reason,
				repeatOf, null);
	}

	/** Appends the number of rows of one kind that were left out. */
	void summarised(Counted counted) {
		append("summarised", new Origin(counted.actor(), null, null), null, counted.kind().outcome(),
				counted.kind().rejection(), null, counted.occurrences());
	}

	/** Appends that the outcome of an attempt was replayed to its caller. */
	void replayed(ResetCommand command, AttemptId attempt) {
		OriginColumns.bind(this.jdbc.sql(String.format(Locale.ROOT, """
				insert into trail (event, attempt_id, %1$s, %2$s)
				select 'replayed', id, %1$s, %3$s from attempt where id = :attempt
				""", ATTEMPT_COLUMNS, OriginColumns.NAMES, OriginColumns.VALUES)), command.origin())
			.param("attempt", attempt.value())
			.update();
	}

	private void append(String event, Origin origin, @Nullable InstanceId instance, String outcome,
			@Nullable Rejection rejection, @Nullable AttemptId repeatOf, @Nullable Integer occurrences) {
		OriginColumns.bind(this.jdbc.sql(String.format(Locale.ROOT, """
				insert into trail (event, %s, instance, outcome, rejection, repeat_of, occurrences)
				values (:event, %s, :instance, :outcome, :rejection, cast(:repeatOf as uuid),
					cast(:occurrences as integer))
				""", OriginColumns.NAMES, OriginColumns.VALUES)), origin)
			.param("event", event)
			.param("instance", (instance != null) ? instance.value() : null)
			.param("outcome", outcome)
			.param("rejection", (rejection != null) ? rejection.code() : null)
			.param("repeatOf", (repeatOf != null) ? repeatOf.value() : null)
			.param("occurrences", occurrences)
			.update();
	}

	private void appendAttempt(String event, AttemptId attempt, String furtherColumns) {
		this.jdbc.sql(String.format(Locale.ROOT, """
				insert into trail (event, attempt_id, %1$s, %2$s%3$s)
				select cast(:event as varchar(20)), id, %1$s, %2$s%3$s from attempt where id = :attempt
				""", ATTEMPT_COLUMNS, OriginColumns.NAMES, furtherColumns))
			.param("event", event)
			.param("attempt", attempt.value())
			.update();
	}

}
