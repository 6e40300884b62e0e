package rootpassword.reset.reconciliation;

import java.time.Instant;

import rootpassword.reset.outcome.HasCode;

/** The port that is notified of look-ups and of the meaning of events. */
public interface ReconciliationObserver {

	/** All events before this time have been read, at least at the first age. */
	void readUntil(Instant time);

	void lookedUp(Lookup lookup);

	void judged(Meaning meaning, int events);

	/** The meaning of an event for the ledger. */
	enum Meaning implements HasCode {

		/** It settled an attempt as accepted. */
		ACCEPTED,

		/** It settled an attempt as rejected. */
		REJECTED,

		/** It tells nothing new. */
		KNOWN,

		/** It is of an unconfirmed attempt, and does not tell the outcome. */
		UNDECIDED,

		/** It contradicts the ledger or another event. Nothing was changed. */
		CONTRADICTORY,

		/** It is a change by others, recorded for the first time. */
		FOREIGN,

		/** It could not be read. */
		MALFORMED

	}

}
