package rootpassword.ledger.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Accepted;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;

/**
 * One attempt under an idempotency key, as it stands.
 *
 * @param seq its place in the order of admissions
 * @param outcome none while it is open
 * @param leased whether its lease has not ended
 * @param remaining the rest of its lease, at least a second
 * @param age the time since it was opened
 * @param asked how long the provider still asks us to wait; zero or less if it does not
 */
public record KeyedAttempt(AttemptId id, long seq, @Nullable ResetOutcome outcome, boolean leased, Duration remaining,
		Duration age, Duration asked) {

	static KeyedAttempt of(ResultSet row) throws SQLException {
		return new KeyedAttempt(new AttemptId(row.getObject("id", UUID.class)), row.getLong("seq"), outcome(row),
				row.getBoolean("leased"), Duration.ofSeconds(row.getInt("seconds")),
				Duration.ofMillis(row.getLong("age")), Duration.ofMillis(row.getLong("asked")));
	}

	/** Whether its caller may still be waiting for it. */
	public boolean isInFlight() {
		return this.outcome == null && this.leased;
	}

	boolean isAccepted() {
		return this.outcome instanceof Accepted;
	}

	/** Whether it was rejected, and a repeat would be rejected again. */
	boolean isRejectedForGood() {
		return this.outcome instanceof Rejected rejected && !rejected.reason().retryable();
	}

	/** Whether nobody knows its outcome; after a crash no row says so yet. */
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
			// Written by another version; nothing was changed, so it may run again
			.orElse(Rejection.LEDGER_UNAVAILABLE);
	}

}
