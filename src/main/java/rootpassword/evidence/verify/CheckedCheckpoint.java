package rootpassword.evidence.verify;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.Checkpoint;

/**
 * A checkpoint whose signatures have been checked.
 *
 * @param checkpoint the checkpoint, or {@code null} if the note is none
 * @param worth the result of the check
 */
record CheckedCheckpoint(@Nullable Checkpoint checkpoint, Worth worth) {

	/** The checkpoint, unless nothing may be concluded from it. */
	@Nullable Checkpoint valid() {
		return (this.worth == Worth.VALID) ? this.checkpoint : null;
	}

	String description() {
		String name = (this.checkpoint != null) ? " of size " + this.checkpoint.size() : "";
		return name + " " + this.worth.text;
	}

	/**
	 * The result of the check of the signatures.
	 */
	enum Worth {

		/**
		 * A given key of the log has signed it, and no signature of a given key is false.
		 */
		VALID("is valid"),

		/** None of the given keys claims it. */
		UNKNOWN_KEY("is not signed with a given key"),

		/** A signature under a given key is false. */
		FALSE_SIGNATURE("has a false signature"),

		/** It belongs to another log. */
		OTHER_ORIGIN("has another origin"),

		/** It is no signed checkpoint. */
		MALFORMED("is no signed checkpoint");

		private final String text;

		Worth(String text) {
			this.text = text;
		}

	}

}
