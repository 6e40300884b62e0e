package rootpassword.ledger.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * The current state of an attempt under an idempotency key.
 *
 * @param outcome {@code null} while the attempt is open
 * @param leased whether the lease has not ended
 * @param remaining the rest of the lease, in whole seconds
 * @param age the time since the attempt was opened
 * @param providerPause the rest of the pause that the provider asked for; zero or
 * negative if there is none
 * @param effective whether a login with the password succeeded
 */
public record KeyedAttempt(AttemptId id, @Nullable ResetOutcome outcome, boolean leased, Duration remaining,
		Duration age, Duration providerPause, boolean effective) {

	/** The columns of a query of attempts with the alias {@code a}. */
	public static final String COLUMNS = """
			a.id, a.seq, a.outcome, a.rejection, a.provider_request_id, a.provider_code, a.provider_status, a.effective,
			a.lease_until > current_timestamp as leased,
			cast(ceil(extract(epoch from a.lease_until - current_timestamp)) as integer) as seconds,
			cast(extract(epoch from current_timestamp - a.opened_at) * 1000 as bigint) as age,
			cast(ceil(extract(epoch from a.retry_at - current_timestamp) * 1000) as bigint) as provider_pause""";

	/** Reads {@link #COLUMNS}; {@code null} if an outer join has found no attempt. */
	public static @Nullable KeyedAttempt of(ResultSet row) throws SQLException {
		AttemptId id = id(row, "id");
		return (id != null) ? read(id, row) : null;
	}

	/** The id of an attempt in a column, if there is one. */
	public static @Nullable AttemptId id(ResultSet row, String column) throws SQLException {
		UUID id = row.getObject(column, UUID.class);
		return (id != null) ? new AttemptId(id) : null;
	}

	/** An attempt that is being opened. */
	public static KeyedAttempt opened(AttemptId attempt, Duration lease) {
		return new KeyedAttempt(attempt, null, true, lease, Duration.ZERO, Duration.ZERO, false);
	}

	private static KeyedAttempt read(AttemptId id, ResultSet row) throws SQLException {
		return new KeyedAttempt(id, outcome(row), row.getBoolean("leased"), Duration.ofSeconds(row.getInt("seconds")),
				Duration.ofMillis(row.getLong("age")), Duration.ofMillis(row.getLong("provider_pause")),
				row.getBoolean("effective"));
	}

	/** Whether the call to the provider may be in progress. */
	public boolean isInFlight() {
		return this.outcome == null && this.leased;
	}

	boolean isAccepted() {
		return this.outcome instanceof Accepted;
	}

	/** Whether it was rejected for a reason that a repeat cannot change. */
	boolean isRejectedForGood() {
		return this.outcome instanceof Rejected rejected && !rejected.reason().retryable();
	}

	/** Whether the outcome is unknown. After a crash it is not recorded yet. */
	boolean isUnconfirmed() {
		return this.outcome instanceof Unconfirmed || (this.outcome == null && !this.leased);
	}

	private static @Nullable ResetOutcome outcome(ResultSet row) throws SQLException {
		String word = row.getString("outcome");
		if (word == null) {
			return null;
		}
		ProviderAnswer answer = new ProviderAnswer(row.getObject("provider_status", Integer.class),
				row.getString("provider_code"), row.getString("provider_request_id"), null);
		return switch (word) {
			case "accepted" -> new Accepted(answer);
			case "rejected" -> new Rejected(reason(row.getString("rejection")), answer);
			default -> new Unconfirmed(answer);
		};
	}

	private static Rejection reason(String code) {
		return Arrays.stream(Rejection.values())
			.filter((reason) -> reason.code().equals(code))
			.findFirst()
			// An unknown code of another version: nothing was changed, a repeat is safe
			.orElse(Rejection.LEDGER_UNAVAILABLE);
	}

}
