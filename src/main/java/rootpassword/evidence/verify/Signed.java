package rootpassword.evidence.verify;

import org.jspecify.annotations.Nullable;

import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;

/**
 * A checkpoint with its signatures, which nobody has verified yet.
 *
 * @param checkpoint the signed state of the log
 * @param note the text and the signatures
 */
record Signed(Checkpoint checkpoint, SignedNote note) {

	/** The checkpoint, or {@code null} if the text is not a signed checkpoint. */
	static @Nullable Signed parse(String text) {
		try {
			SignedNote note = SignedNote.parse(text);
			return new Signed(Checkpoint.parse(note.text()), note);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	long size() {
		return this.checkpoint.size();
	}

}
