package rootpassword.ledger.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * All attempts under one idempotency key.
 *
 * @param first the first attempt, to which all later attempts refer
 * @param fingerprint the fingerprint of the request
 * @param newestFirst the attempts, at least one
 */
public record KeyedAttempts(AttemptId first, String fingerprint, List<KeyedAttempt> newestFirst) {

	/** The maximum number of attempts under a key per hour. */
	public static final int PER_HOUR = 30;

	private static final Duration HOUR = Duration.ofHours(1);

	/** The pauses after the first, second, … attempt; the last one repeats. */
	private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(1),
			Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8),
			Duration.ofSeconds(16), Duration.ofSeconds(30));

	public KeyedAttempt latest() {
		return this.newestFirst.getFirst();
	}

	/**
	 * The attempt whose outcome is replayed: an accepted one, or else a final rejection.
	 * After an unconfirmed attempt no rejection is replayed, because it would deny a
	 * change that may have happened.
	 */
	public Optional<KeyedAttempt> replayable() {
		return this.newestFirst.stream()
			.filter(KeyedAttempt::isAccepted)
			.findFirst()
			.or(() -> Optional.of(latest()).filter((latest) -> latest.isRejectedForGood() && earlierOutcome() == null));
	}

	/** The outcome of the attempts, if one of them may have changed the password. */
	public @Nullable EarlierOutcome earlierOutcome() {
		if (this.newestFirst.stream().anyMatch(KeyedAttempt::isAccepted)) {
			return EarlierOutcome.ACCEPTED;
		}
		return this.newestFirst.stream().anyMatch(KeyedAttempt::isUnconfirmed) ? EarlierOutcome.UNCONFIRMED : null;
	}

	/**
	 * The pause before the next attempt, in whole seconds; zero or negative if it may be
	 * opened now.
	 */
	public Duration pause() {
		List<KeyedAttempt> recent = withinHour();
		Duration ofKey = pauseAfter(recent.size()).minus(latest().age());
		Duration ofHour = (recent.size() < PER_HOUR) ? Duration.ZERO : HOUR.minus(recent.get(PER_HOUR - 1).age());
		Duration longest = Stream.of(ofKey, ofHour, latest().providerPause()).max(Duration::compareTo).orElseThrow();
		// Rounded up: a repeat that comes a moment early would be refused again
		return Duration.ofSeconds(longest.plusNanos(999_999_999).toSeconds());
	}

	/** The pause after one more attempt. */
	public Duration nextPause() {
		return pauseAfter(withinHour().size() + 1);
	}

	private List<KeyedAttempt> withinHour() {
		return this.newestFirst.stream().filter((attempt) -> attempt.age().compareTo(HOUR) < 0).toList();
	}

	private static Duration pauseAfter(int attempts) {
		return PAUSES.get(Math.clamp(attempts, 1, PAUSES.size()) - 1);
	}

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
			return (id == null) ? null
					: new KeyedAttempt(id, outcome(row), row.getBoolean("leased"),
							Duration.ofSeconds(row.getInt("seconds")), Duration.ofMillis(row.getLong("age")),
							Duration.ofMillis(row.getLong("provider_pause")), row.getBoolean("effective"));
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
				// Another version wrote it: nothing was changed, so a repeat is safe
				.orElse(Rejection.LEDGER_UNAVAILABLE);
		}

	}

}
