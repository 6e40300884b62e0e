package rootpassword.ledger;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Refusal;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Adds rows to the trail. Each repeats who and what, so that it can be read without any
 * other.
 */
final class AuditTrail {

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

	/**
	 * Adds a refusal.
	 * @param reason the caller's own words, where they were read
	 */
	void refused(Refusal refusal, @Nullable String reason) {
		// The casts cut what is too long: nobody has checked what a refused request says
		this.jdbc.sql("""
				insert into trail (event, caller, asserted_user, source_address, instance, reason, outcome, rejection,
					trace_id)
				values ('refused', cast(:caller as varchar(100)), cast(:assertedUser as varchar(200)),
					cast(:sourceAddress as varchar(45)), :instance, cast(:reason as varchar(200)), 'rejected',
					:rejection, cast(:traceId as varchar(32)))
				""")
			.param("caller", refusal.actor().caller())
			.param("assertedUser", refusal.actor().assertedUser())
			.param("sourceAddress", refusal.actor().sourceAddress())
			.param("instance", (refusal.instance() != null) ? refusal.instance().value() : null)
			.param("reason", reason)
			.param("rejection", refusal.reason().code())
			.param("traceId", refusal.traceId())
			.update();
	}

	private void append(String event, AttemptId attempt) {
		this.jdbc
			.sql("""
					insert into trail (event, attempt_id, caller, asserted_user, source_address, instance, reason, outcome,
						rejection, provider_request_id, provider_code, provider_status, trace_id)
					select cast(:event as varchar(20)), id, caller, asserted_user, source_address, instance, reason, outcome,
						rejection, provider_request_id, provider_code, provider_status, trace_id
					from attempt where id = :attempt
					""")
			.param("event", event)
			.param("attempt", attempt.value())
			.update();
	}

}
