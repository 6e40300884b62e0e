package rootpassword.ledger.fingerprint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.SecretKey;

import rootpassword.keys.Hashes;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.command.ResetCommand.CharacterType;

/**
 * Computes the fingerprint of a request: HMAC-SHA-256 of instance, password and character
 * type. It detects other content under the same key. Without the secret key nobody can
 * verify a guessed password with it.
 *
 * @param keys at least one; the first computes fingerprints, all of them verify
 */
public record Fingerprints(List<Key> keys) {

	/** The fingerprint: the id of the key, a colon, and the digest in hexadecimal. */
	public String of(ResetCommand command) {
		return of(command, this.keys.getFirst());
	}

	/**
	 * Whether the command has this fingerprint; false if its key is not configured any
	 * more.
	 */
	public boolean matches(ResetCommand command, String fingerprint) {
		return this.keys.stream()
			.anyMatch((key) -> MessageDigest.isEqual(of(command, key).getBytes(StandardCharsets.US_ASCII),
					fingerprint.getBytes(StandardCharsets.US_ASCII)));
	}

	private static String of(ResetCommand command, Key key) {
		CharacterType characterType = command.characterType();
		byte[] password = utf8(command.password().copy());
		try {
			// Zero bytes separate the parts: ids and types contain none, and the password
			// comes last
			byte[] head = (command.instance().value() + "\0" + ((characterType != null) ? characterType.code() : "")
					+ "\0")
				.getBytes(StandardCharsets.UTF_8);
			return key.id() + ":" + HexFormat.of().formatHex(Hashes.hmacSha256(key.key(), head, password));
		}
		finally {
			Arrays.fill(password, (byte) 0);
		}
	}

	/** Overwrites the password, which is a copy. */
	private static byte[] utf8(char[] password) {
		ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
		byte[] bytes = new byte[encoded.remaining()];
		encoded.get(bytes);
		Arrays.fill(password, '\0');
		return bytes;
	}

	/**
	 * A secret key and its id, which is part of the fingerprint.
	 *
	 * @param id 1 to 32 characters other than a colon
	 */
	public record Key(String id, SecretKey key) {
	}

}
