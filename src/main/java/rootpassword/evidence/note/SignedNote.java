package rootpassword.evidence.note;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text with signatures: the text, an empty line, and one line for each signature.
 */
public final class SignedNote {

	/** Far more than a log and its witnesses need; C2SP asks for 16 at least. */
	private static final int MAX_SIGNATURES = 100;

	private final String text;

	private final List<NoteSignature> signatures;

	private SignedNote(String text, List<NoteSignature> signatures) {
		if (signatures.size() > MAX_SIGNATURES) {
			throw new IllegalArgumentException("The note has more than " + MAX_SIGNATURES + " signatures");
		}
		this.text = Names.checkedLines(text);
		this.signatures = List.copyOf(signatures);
	}

	/**
	 * A note that nobody has signed yet.
	 * @throws IllegalArgumentException if it is no text of a note
	 */
	public static SignedNote of(String text) {
		return new SignedNote(text, List.of());
	}

	/**
	 * Reads a note with at least one signature.
	 * @throws IllegalArgumentException if it is not in the form that {@link #toString}
	 * writes
	 */
	public static SignedNote parse(String note) {
		// The text may contain empty lines, too
		int end = Names.checkedLines(note).lastIndexOf("\n\n");
		if (end < 0 || end + 2 == note.length()) {
			throw new IllegalArgumentException("A note is a text, an empty line and one or more signatures");
		}
		return new SignedNote(note.substring(0, end + 1),
				note.substring(end + 2).lines().map(NoteSignature::parse).toList());
	}

	/** The signed text, which ends with a line feed. */
	public String text() {
		return this.text;
	}

	/** The signature lines, without line feeds. */
	public List<String> signatures() {
		return this.signatures.stream().map(NoteSignature::toString).toList();
	}

	/**
	 * Whether the key has signed the text. A signature of another key does not matter,
	 * but each one under the name and id of this key must be valid.
	 */
	public boolean verifiedBy(VerifierKey key) {
		List<NoteSignature> own = this.signatures.stream().filter((signature) -> signature.claims(key)).toList();
		return !own.isEmpty() && own.stream().allMatch((signature) -> key.verifies(this.text, signature.bytes()));
	}

	/** Whether a signature line, valid or not, bears the name and the id of the key. */
	public boolean claims(VerifierKey key) {
		return this.signatures.stream().anyMatch((signature) -> signature.claims(key));
	}

	/** The ids of the keys with this name that claim to have signed, in hexadecimal. */
	public List<String> keyIds(String name) {
		return this.signatures.stream().flatMap((signature) -> signature.keyId(name).stream()).toList();
	}

	/**
	 * The note with one more signature.
	 * @param signatureLine with or without a line feed at its end
	 * @throws IllegalArgumentException if it is no signature line
	 */
	public SignedNote with(String signatureLine) {
		String line = signatureLine.endsWith("\n") ? signatureLine.substring(0, signatureLine.length() - 1)
				: signatureLine;
		return new SignedNote(this.text,
				Stream.concat(this.signatures.stream(), Stream.of(NoteSignature.parse(line))).toList());
	}

	@Override
	public String toString() {
		return this.text + "\n"
				+ this.signatures.stream().map((signature) -> signature + "\n").collect(Collectors.joining());
	}

}
