package rootpassword.evidence.verify;

import java.util.List;

import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.verify.CheckedCheckpoint.Worth;

/**
 * Checks the signatures of checkpoints with the given keys: the keys of the log, whose
 * name is its origin, and the keys of witnesses.
 */
final class CheckpointCheck {

	private final String origin;

	private final List<VerifierKey> keys;

	CheckpointCheck(String origin, List<VerifierKey> keys) {
		this.origin = origin;
		this.keys = keys;
	}

	/** Whether there is a key of the log at all. */
	boolean hasLogKey() {
		return this.keys.stream().anyMatch(this::isLogKey);
	}

	CheckedCheckpoint check(String text) {
		try {
			SignedNote note = SignedNote.parse(text);
			Checkpoint checkpoint = Checkpoint.parse(note.text());
			return new CheckedCheckpoint(checkpoint, worth(note, checkpoint));
		}
		catch (IllegalArgumentException ex) {
			return new CheckedCheckpoint(null, Worth.MALFORMED);
		}
	}

	private Worth worth(SignedNote note, Checkpoint checkpoint) {
		if (!checkpoint.origin().equals(this.origin)) {
			return Worth.OTHER_ORIGIN;
		}
		List<VerifierKey> claimed = this.keys.stream().filter(note::claims).toList();
		if (!claimed.stream().allMatch(note::verifiedBy)) {
			return Worth.FALSE_SIGNATURE;
		}
		return claimed.stream().anyMatch(this::isLogKey) ? Worth.VALID : Worth.UNKNOWN_KEY;
	}

	private boolean isLogKey(VerifierKey key) {
		return key.type() == VerifierKey.Type.NOTE && key.name().equals(this.origin);
	}

}
