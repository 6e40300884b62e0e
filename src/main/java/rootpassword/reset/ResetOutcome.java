package rootpassword.reset;

/**
 * What became of an attempt; there is no fourth way.
 */
public sealed interface ResetOutcome {

	ProviderAnswer answer();

	/** The word for it in JSON, trail, log and metrics. */
	default String word() {
		return switch (this) {
			case Accepted accepted -> "accepted";
			case Rejected rejected -> "rejected";
			case Unconfirmed unconfirmed -> "unconfirmed";
		};
	}

	/**
	 * The provider answered 200 with a request id.
	 */
	record Accepted(ProviderAnswer answer) implements ResetOutcome {

		public Accepted {
			if (answer.requestId() == null) {
				throw new IllegalArgumentException("Without a request id nothing is accepted");
			}
		}

	}

	/**
	 * Nothing was changed.
	 */
	record Rejected(Rejection reason, ProviderAnswer answer) implements ResetOutcome {

		/** Rejected by us, without asking the provider. */
		public Rejected(Rejection reason) {
			this(reason, ProviderAnswer.NONE);
		}

	}

	/**
	 * Nobody knows: it was sent, or may have been, and no trustworthy answer came.
	 */
	record Unconfirmed(ProviderAnswer answer) implements ResetOutcome {
	}

}
