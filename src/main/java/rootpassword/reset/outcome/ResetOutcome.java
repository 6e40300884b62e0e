package rootpassword.reset.outcome;

/** The outcome of an attempt: accepted, rejected or unconfirmed. */
public sealed interface ResetOutcome {

	ProviderAnswer answer();

	/** The outcome in JSON, trail, log and metrics. */
	default String word() {
		return switch (this) {
			case Accepted accepted -> "accepted";
			case Rejected rejected -> "rejected";
			case Unconfirmed unconfirmed -> "unconfirmed";
		};
	}

	/**
	 * The provider answered 200 with a request id. Without a request id no answer is
	 * accepted.
	 */
	record Accepted(ProviderAnswer answer) implements ResetOutcome {

		public Accepted {
			if (answer.requestId() == null) {
				throw new IllegalArgumentException("an accepted reset needs a request id");
			}
		}

	}

	/** Nothing was changed, for a known reason. */
	record Rejected(Rejection reason, ProviderAnswer answer) implements ResetOutcome {

		/** Rejected without a call to the provider. */
		public Rejected(Rejection reason) {
			this(reason, ProviderAnswer.NONE);
		}

	}

	/** Nobody knows: the request may have been sent, and no trustworthy answer came. */
	record Unconfirmed(ProviderAnswer answer) implements ResetOutcome {
	}

}
