package rootpassword.ledger;

import org.jspecify.annotations.Nullable;

import rootpassword.reset.Rejection;

/**
 * What a row of the trail says that opens no attempt. Each kind has a budget of its own,
 * so that many rows of one kind hide none of another.
 *
 * @param outcome as in the row: {@code rejected}, {@code acceptable}, or {@code replayed}
 * for an answer that was given again
 * @param rejection why it was rejected
 */
record RefusalKind(String outcome, @Nullable Rejection rejection) {

	static final RefusalKind REPLAYED = new RefusalKind("replayed", null);

	private static final RefusalKind ACCEPTABLE = new RefusalKind("acceptable", null);

	static RefusalKind refused(Rejection rejection) {
		return new RefusalKind("rejected", rejection);
	}

	/** The kind of a dry run. */
	static RefusalKind validated(@Nullable Rejection rejection) {
		return (rejection != null) ? refused(rejection) : ACCEPTABLE;
	}

}
