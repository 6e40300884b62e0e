package rootpassword.evidence.verify;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;

/**
 * The given keys of the log and of witnesses.
 *
 * @param missing the ids of some keys of the log that were not given
 */
record Keys(String origin, List<VerifierKey> log, List<VerifierKey> witnesses, Set<String> missing) {

	private static final int MAX_MISSING = 10;

	static Keys of(String origin, List<VerifierKey> keys) throws UnusableException {
		List<VerifierKey> log = keys.stream().filter((key) -> !key.isWitness() && key.name().equals(origin)).toList();
		if (log.isEmpty()) {
			throw new UnusableException("No given key belongs to the log " + origin);
		}
		return new Keys(origin, log, keys.stream().filter(VerifierKey::isWitness).toList(), new TreeSet<>());
	}

	/** The checkpoint in a text, or {@code null} if no signature names the log. */
	@Nullable Signed parse(String text) {
		try {
			SignedNote note = SignedNote.parse(text);
			Checkpoint checkpoint = Checkpoint.parse(note.text());
			boolean own = checkpoint.origin().equals(this.origin) && !note.keyIds(this.origin).isEmpty();
			return own ? new Signed(checkpoint, note) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** Whether it names a given key of the log; otherwise its key is missing. */
	boolean known(Signed signed) {
		boolean known = this.log.stream().anyMatch(signed.note()::names);
		if (!known && this.missing.size() < MAX_MISSING) {
			this.missing.addAll(signed.note().keyIds(this.origin));
		}
		return known;
	}

	/** Whether the signatures of the given keys of the log are valid. */
	boolean valid(Signed signed) {
		return this.log.stream().filter(signed.note()::names).allMatch(signed.note()::verifiedBy);
	}

	/** A checkpoint with signatures that name the log, but were not verified yet. */
	record Signed(Checkpoint checkpoint, SignedNote note) {

		long size() {
			return this.checkpoint.size();
		}

	}

}
