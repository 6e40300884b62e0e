package rootpassword.evidence.note;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import rootpassword.evidence.tree.Hash;

/**
 * A text with signatures: the text, an empty line, and one line for each signature.
 *
 * @param text the signed text, which ends with a line feed
 * @param signatures lines without line feeds: an em dash, the name of a key, and base64
 * of the id of the key and the signature
 */
public record SignedNote(String text, List<String> signatures) {

	/** Far more than a log and its witnesses need; C2SP asks for 16 at least. */
	private static final int MAX_SIGNATURES = 100;

	/** Complete lines, without other control characters or half a surrogate pair. */
	private static final Pattern TEXT = Pattern.compile("[^\\x00-\\x09\\x0b-\\x1f\\p{Cs}]*\n");

	private static final Pattern SIGNATURE = Pattern.compile("\u2014 (" + VerifierKey.NAME + ") ([A-Za-z0-9+/=]+)");

	public SignedNote {
		checkedText(text);
		if (signatures.size() > MAX_SIGNATURES) {
			throw new IllegalArgumentException("The note has more than " + MAX_SIGNATURES + " signatures");
		}
		signatures.forEach(SignedNote::checkSignature);
	}

	/** A note that nobody has signed yet. */
	public static SignedNote of(String text) {
		return new SignedNote(text, List.of());
	}

	/**
	 * Reads a note with at least one signature.
	 * @throws IllegalArgumentException if {@link #toString} would write it differently
	 */
	public static SignedNote parse(String note) {
		// The text itself may contain empty lines
		int end = checkedText(note).lastIndexOf("\n\n");
		if (end < 0 || end + 2 == note.length()) {
			throw new IllegalArgumentException("A note is a text, an empty line and one or more signatures");
		}
		return new SignedNote(note.substring(0, end + 1), note.substring(end + 2).lines().toList());
	}

	static String checkedText(String text) {
		if (!TEXT.matcher(text).matches()) {
			throw new IllegalArgumentException(
					"A note ends with a line feed, and has control characters for line feeds only");
		}
		return text;
	}

	private static void checkSignature(String line) {
		Matcher matcher = SIGNATURE.matcher(line);
		byte[] blob = Base64.getDecoder().decode(matcher.matches() ? matcher.group(2) : "");
		if (blob.length <= Integer.BYTES || !Base64.getEncoder().encodeToString(blob).equals(matcher.group(2))) {
			throw new IllegalArgumentException(
					"A signature line is an em dash, a name and the base64 of 5 or more bytes");
		}
	}

	static String signatureLine(VerifierKey key, byte[] signature) {
		ByteBuffer blob = ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(key.id()).put(signature);
		return "\u2014 " + key.name() + " " + Base64.getEncoder().encodeToString(blob.array());
	}

	/**
	 * Whether the key has signed the text. A signature of another key does not matter,
	 * but each one under the name and id of this key must be valid.
	 */
	public boolean verifiedBy(VerifierKey key) {
		return names(key) && blobs(key.name()).filter((blob) -> blob.getInt() == key.id()).allMatch((blob) -> {
			byte[] signature = new byte[blob.remaining()];
			blob.get(signature);
			return key.verifies(this.text, signature);
		});
	}

	/** Whether a signature line, valid or not, has the name and the id of the key. */
	public boolean names(VerifierKey key) {
		return blobs(key.name()).anyMatch((blob) -> blob.getInt() == key.id());
	}

	/** The ids of the keys with this name in the signature lines, in hexadecimal. */
	public List<String> keyIds(String name) {
		return blobs(name).map((blob) -> HexFormat.of().toHexDigits(blob.getInt())).toList();
	}

	/** The decoded signatures under a name: the id of a key, and what it has signed. */
	private Stream<ByteBuffer> blobs(String name) {
		String begin = "\u2014 " + name + " ";
		return this.signatures.stream()
			.filter((line) -> line.startsWith(begin))
			.map((line) -> ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(begin.length()))));
	}

	/**
	 * The note with one more signature line.
	 * @throws IllegalArgumentException if it is not one
	 */
	public SignedNote with(String line) {
		return new SignedNote(this.text, Stream.concat(this.signatures.stream(), Stream.of(line)).toList());
	}

	/**
	 * The proof that the log of this checkpoint has a leaf: a C2SP tlog-proof.
	 * @param siblings the inclusion proof, lowest sibling first
	 */
	public String tlogProof(long index, List<Hash> siblings) {
		return "c2sp.org/tlog-proof@v1\nindex " + index + "\n"
				+ siblings.stream().map((hash) -> hash.base64() + "\n").collect(Collectors.joining()) + "\n" + this;
	}

	@Override
	public String toString() {
		return this.text + "\n" + this.signatures.stream().map((line) -> line + "\n").collect(Collectors.joining());
	}

}
