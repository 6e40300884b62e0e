package rootpassword.reset.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;

/**
 * The port to the ledger for the reconciliation of one target, whose attempts it knows.
 * All methods throw {@link LedgerUnavailableException} if the ledger cannot be used.
 */
public interface ReconciliationLedger {

	/**
	 * The provider refuses a call whose time differs from its clock by more than this.
	 */
	Duration CLOCK_DIFFERENCE = Duration.ofMinutes(15);

	/** The time up to which the cursor of the first age has read. */
	Instant readUntil();

	/**
	 * Takes the turn of all replicas, if a page is due. A turn begins at least a second
	 * after the last one has ended, and a second after one of another target with the
	 * same account has begun or ended.
	 */
	Optional<Reading> begin();

	/**
	 * Ends the turn after all events of the page are recorded. It does nothing if the
	 * turn is over: then another replica reads the page again.
	 */
	void end(Reading reading, @Nullable String nextToken);

	/**
	 * Ends the turn without a page; each failure in a row doubles the pause.
	 * @param restart whether the window must be read from its first page again
	 */
	void postpone(Reading reading, boolean restart);

	/** The attempt that the event names by its id, or else by its request id. */
	Optional<KnownAttempt> find(ProviderEvent event);

	/**
	 * Replaces {@code unconfirmed} by the outcome of the event, and appends it to the
	 * trail.
	 * @return whether the attempt was unconfirmed
	 */
	boolean settle(AttemptId attempt, ProviderEvent event);

	/**
	 * Appends a change by others to the trail.
	 * @return false if it was appended before, or is the call of an attempt from when the
	 * instance belonged to another target
	 */
	boolean recordForeignChange(ProviderEvent event);

	/**
	 * A page of the provider's trail that this replica reads now.
	 *
	 * @param turn the number of the turn, which no other reading has
	 * @param age identifies the cursor, see {@link ReconciliationPlan#ages()}
	 * @param from the time of the earliest events, inclusive
	 * @param to the time of the latest events, inclusive
	 * @param token leads to the page; the first page has none
	 * @param deadline the time at which the query must have ended
	 */
	record Reading(long turn, Duration age, Instant from, Instant to, @Nullable String token, Deadline deadline) {
	}

	/**
	 * The current state of an attempt, to be compared with an event.
	 *
	 * @param outcome {@code null} while the attempt is open
	 * @param requestId the provider's id of the call, if its answer had one
	 */
	record KnownAttempt(AttemptId id, InstanceId instance, Instant openedAt, Instant leaseUntil,
			@Nullable String outcome, @Nullable String requestId) {

		/**
		 * Whether the event can be the call of this attempt, by instance, time and
		 * request id. An attempt that was accepted or rejected without a request id never
		 * reached the provider, so no event is its call.
		 */
		boolean fits(ProviderEvent event) {
			boolean sameCall = (this.requestId != null) ? this.requestId.equals(event.requestId())
					: this.outcome == null || isUnconfirmed();
			return sameCall && this.instance.equals(event.instance())
					&& !event.time().isBefore(this.openedAt.minus(CLOCK_DIFFERENCE))
					&& !event.time().isAfter(this.leaseUntil.plus(CLOCK_DIFFERENCE));
		}

		boolean isUnconfirmed() {
			return "unconfirmed".equals(this.outcome);
		}

	}

}
