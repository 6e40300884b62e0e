package rootpassword.ledger.fingerprint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.SecretKey;

import rootpassword.reset.CharacterType;
import rootpassword.reset.ResetCommand;

/**
 * Tells whether two requests ask for the same, without anyone being able to guess the
 * password from what is kept: a keyed digest (HMAC-SHA-256) of instance, password and
 * character type.
 */
public final class Fingerprints {

	private final List<Key> keys;

	/** Takes at least one key; the first makes fingerprints, all verify them. */
	public Fingerprints(List<Key> keys) {
		if (keys.isEmpty()) {
			throw new IllegalArgumentException("Without a key there are no fingerprints");
		}
		this.keys = List.copyOf(keys);
	}

	/**
	 * The fingerprint to keep: the id of the key, a colon, and the digest in hexadecimal.
	 */
	public String of(ResetCommand command) {
		return of(command, this.keys.getFirst());
	}

	/**
	 * Whether the command is the one behind a kept fingerprint; not if its key is gone,
	 * for then nobody can tell.
	 */
	public boolean matches(ResetCommand command, String kept) {
		Optional<Key> key = this.keys.stream().filter((candidate) -> kept.startsWith(candidate.id() + ":")).findFirst();
		return key.isPresent() && MessageDigest.isEqual(of(command, key.get()).getBytes(StandardCharsets.US_ASCII),
				kept.getBytes(StandardCharsets.US_ASCII));
	}

	private static String of(ResetCommand command, Key key) {
		CharacterType characterType = command.characterType();
		byte[] password = utf8(command.password().characters());
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(key.key());
			// No part can run into the next: ids and types hold no zero byte, and the
			// password comes last
			mac.update(utf8(
					command.instance().value() + "\0" + ((characterType != null) ? characterType.code() : "") + "\0"));
			return key.id() + ":" + HexFormat.of().formatHex(mac.doFinal(password));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has HmacSHA256", ex);
		}
		finally {
			Arrays.fill(password, (byte) 0);
		}
	}

	private static byte[] utf8(CharSequence text) {
		ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
		byte[] bytes = new byte[encoded.remaining()];
		encoded.get(bytes);
		return bytes;
	}

	/**
	 * A key and the name under which fingerprints refer to it.
	 *
	 * @param id 1 to 32 characters other than a colon
	 */
	public record Key(String id, SecretKey key) {
	}

}
