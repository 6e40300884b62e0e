package rootpassword.evidence.note;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import rootpassword.evidence.tree.StrictBase64;

/**
 * One signature line of a note.
 */
final class NoteSignature {

	private static final Pattern LINE = Pattern.compile("\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)");

	private final String name;

	private final int keyId;

	private final byte[] signature;

	NoteSignature(String name, int keyId, byte[] signature) {
		this.name = Names.checked(name);
		this.keyId = keyId;
		this.signature = signature;
	}

	static NoteSignature parse(String line) {
		Matcher matcher = LINE.matcher(line);
		byte[] blob = matcher.matches() ? StrictBase64.decode(matcher.group(2)) : new byte[0];
		if (blob.length <= Integer.BYTES) {
			throw new IllegalArgumentException(
					"A signature line is an em dash, a name and the base64 of 5 or more bytes");
		}
		return new NoteSignature(matcher.group(1), ByteBuffer.wrap(blob).getInt(),
				Arrays.copyOfRange(blob, Integer.BYTES, blob.length));
	}

	boolean claims(VerifierKey key) {
		return this.name.equals(key.name()) && this.keyId == key.id();
	}

	Optional<String> keyId(String ofName) {
		return this.name.equals(ofName) ? Optional.of(HexFormat.of().toHexDigits(this.keyId)) : Optional.empty();
	}

	byte[] bytes() {
		return this.signature;
	}

	@Override
	public String toString() {
		byte[] blob = ByteBuffer.allocate(Integer.BYTES + this.signature.length)
			.putInt(this.keyId)
			.put(this.signature)
			.array();
		return "\u2014 " + this.name + " " + StrictBase64.encode(blob);
	}

}
