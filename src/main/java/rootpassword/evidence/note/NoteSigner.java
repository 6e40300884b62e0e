package rootpassword.evidence.note;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;

/**
 * Signs notes with an Ed25519 key.
 */
public final class NoteSigner {

	private final PrivateKey key;

	private final VerifierKey verifierKey;

	private NoteSigner(PrivateKey key, VerifierKey verifierKey) {
		this.key = key;
		this.verifierKey = verifierKey;
	}

	/**
	 * A signer with a name, which is the origin for the key of a log.
	 * @throws IllegalArgumentException if the name is no name of a key, or the key is no
	 * Ed25519 key
	 */
	public static NoteSigner of(String name, PrivateKey ed25519) {
		return new NoteSigner(ed25519, new VerifierKey(name, VerifierKey.Type.NOTE, Ed25519.publicBytes(ed25519)));
	}

	public VerifierKey verifierKey() {
		return this.verifierKey;
	}

	/**
	 * Signs a text.
	 * @return the line for {@link SignedNote#with}, without a line feed
	 * @throws IllegalArgumentException if it is no text of a note
	 */
	public String sign(String text) {
		byte[] signature = Ed25519.sign(this.key, Names.checkedLines(text).getBytes(StandardCharsets.UTF_8));
		return new NoteSignature(this.verifierKey.name(), this.verifierKey.id(), signature).toString();
	}

}
