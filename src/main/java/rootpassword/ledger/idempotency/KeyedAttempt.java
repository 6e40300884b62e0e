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
 * @param seq the position in the order of admissions
 * @param outcome {@code null} while the attempt is open
 * @param leased whether the lease has not ended
 * @param remaining the rest of the lease, in whole seconds
 * @param age the time since the attempt was opened
 * @param providerPause the rest of the pause that the provider asked for; zero or
 * negative if there is none
 * @param effective whether a login with the password succeeded
 */
public record KeyedAttempt(AttemptId id, long seq, @Nullable ResetOutcome outcome, boolean leased, Duration remaining,
		Duration age, Duration providerPause, boolean effective) {

	static KeyedAttempt of(ResultSet row) throws SQLException {
		return new KeyedAttempt(new AttemptId(row.getObject("id", UUID.class)), row.getLong("seq"), outcome(row),
				row.getBoolean("leased"), Duration.ofSeconds(row.getInt("seconds")),
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
