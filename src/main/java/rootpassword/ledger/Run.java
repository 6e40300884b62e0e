package rootpassword.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
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
 * The latest attempt under an idempotency key, as it stands.
 *
 * @param first the first attempt under the key, to which all later ones are linked
 * @param outcome none while it is open
 * @param leased whether its lease has not ended
 * @param recent whether it was opened less than a second ago
 */
record Run(AttemptId attempt, AttemptId first, long seq, String fingerprint, @Nullable ResetOutcome outcome,
		boolean leased, Duration remaining, boolean recent) {

	static Run of(ResultSet row) throws SQLException {
		return new Run(new AttemptId(row.getObject("id", UUID.class)),
				new AttemptId(row.getObject("first_attempt", UUID.class)), row.getLong("seq"),
				row.getString("fingerprint"), outcome(row), row.getBoolean("leased"),
				Waits.atLeastOne(row.getInt("seconds")), row.getBoolean("recent"));
	}

	/** The outcome, if it is one that a repeat would not change. */
	Optional<ResetOutcome> standing() {
		return Optional.ofNullable(this.outcome).filter((outcome) -> switch (outcome) {
			case Accepted accepted -> true;
			case Rejected rejected -> !rejected.reason().retryable();
			case Unconfirmed unconfirmed -> false;
		});
	}

	boolean underWay() {
		return this.outcome == null && this.leased;
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
