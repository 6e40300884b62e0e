package rootpassword.ledger;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.RefusalCap.Counted;
import rootpassword.reset.Actor;
import rootpassword.reset.AttemptId;
import rootpassword.reset.InstanceId;
import rootpassword.reset.Refusal;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Adds rows to the trail. Each repeats who and what, so that it can be read without any
 * other.
 */
final class AuditTrail {

	private static final String VALIDATED = "validated";

	private final JdbcClient jdbc;

	AuditTrail(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void opened(AttemptId attempt) {
		append("opened", attempt);
	}

	void settled(AttemptId attempt) {
		append("settled", attempt);
	}

	/** Adds a refusal that came before the ledger was asked. */
	void refused(Refusal refusal) {
		insert(refusal.validation() ? VALIDATED : "refused", refusal.actor(), refusal.instance(), null, "rejected",
				refusal.reason(), refusal.traceId(), null, null);
	}

	/**
	 * Adds a refusal of the ledger's own.
	 * @param repeatOf the first attempt under the caller's key, if there was one
	 */
	void refused(ResetCommand command, Rejection reason, @Nullable AttemptId repeatOf) {
		insert("refused", command.actor(), command.instance(), command.reason(), "rejected", reason, command.traceId(),
				repeatOf, null);
	}

	/**
	 * Adds a dry run.
	 * @param rejection why the reset would have been refused, if it would
	 */
	void validated(ResetCommand command, @Nullable Rejection rejection, @Nullable AttemptId repeatOf) {
		insert(VALIDATED, command.actor(), command.instance(), command.reason(),
				(rejection != null) ? "rejected" : "acceptable", rejection, command.traceId(), repeatOf, null);
	}

	/** Adds a row that stands for so many of one kind that have none. */
	void summarised(Counted counted) {
		insert("summarised", counted.actor(), null, null, counted.kind().outcome(), counted.kind().rejection(), null,
				null, counted.occurrences());
	}

	/** Adds that the caller was told an outcome again. */
	void replayed(ResetCommand command, AttemptId attempt) {
		who("""
				insert into trail (event, attempt_id, repeat_of, %s, instance, reason,
					outcome, rejection, provider_request_id, provider_code, provider_status, trace_id)
				select 'replayed', id, repeat_of, %s, instance, cast(:reason as varchar(200)), outcome, rejection,
					provider_request_id, provider_code, provider_status, cast(:traceId as varchar(32))
				from attempt where id = :attempt
				""".formatted(Who.COLUMNS, Who.VALUES), command.actor()).param("reason", command.reason())
			.param("traceId", command.traceId())
			.param("attempt", attempt.value())
			.update();
	}

	private void insert(String event, Actor actor, @Nullable InstanceId instance, @Nullable String reason,
			@Nullable String outcome, @Nullable Rejection rejection, @Nullable String traceId,
			@Nullable AttemptId repeatOf, @Nullable Integer occurrences) {
		who("""
				insert into trail (event, %s, instance, reason, outcome, rejection,
					trace_id, repeat_of, occurrences)
				values (:event, %s, :instance, cast(:reason as varchar(200)), :outcome,
					:rejection, cast(:traceId as varchar(32)), cast(:repeatOf as uuid), cast(:occurrences as integer))
				""".formatted(Who.COLUMNS, Who.VALUES), actor).param("event", event)
			.param("instance", (instance != null) ? instance.value() : null)
			.param("reason", reason)
			.param("outcome", outcome)
			.param("rejection", (rejection != null) ? rejection.code() : null)
			.param("traceId", traceId)
			.param("repeatOf", (repeatOf != null) ? repeatOf.value() : null)
			.param("occurrences", occurrences)
			.update();
	}

	private StatementSpec who(String sql, Actor actor) {
		return Who.bind(this.jdbc.sql(sql), actor);
	}

	private void append(String event, AttemptId attempt) {
		this.jdbc.sql("""
				insert into trail (event, attempt_id, repeat_of, %s, instance, reason,
					outcome, rejection, provider_request_id, provider_code, provider_status, trace_id)
				select cast(:event as varchar(20)), id, repeat_of, %s, instance, reason,
					outcome, rejection, provider_request_id, provider_code, provider_status, trace_id
				from attempt where id = :attempt
				""".formatted(Who.COLUMNS, Who.COLUMNS))
			.param("event", event)
			.param("attempt", attempt.value())
			.update();
	}

}
