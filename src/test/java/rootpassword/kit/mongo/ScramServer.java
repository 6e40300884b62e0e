package rootpassword.kit.mongo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of one SCRAM exchange.
 */
final class ScramServer {

	static final int ITERATIONS = 4096;

	private static final byte[] SALT = "salt of the stub".getBytes(StandardCharsets.UTF_8);

	private final String password;

	private String family = "";

	private String exchange = "";

	private byte[] salted = {};

	ScramServer(String password) {
		this.password = password;
	}

	/** The challenge. */
	String start(String mechanism, byte[] message) {
		this.family = mechanism.equals("SCRAM-SHA-1") ? "SHA1" : "SHA256";
		String first = new String(message, StandardCharsets.UTF_8).substring("n,,".length());
		String nonce = first.substring(first.indexOf(",r=") + 3);
		String challenge = "r=" + nonce + "server,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
		this.exchange = first + "," + challenge;
		try {
			String secret = this.family
				.equals("SHA1")
						? HexFormat.of()
							.formatHex(MessageDigest.getInstance("MD5")
								.digest(("root:mongo:" + this.password).getBytes(StandardCharsets.UTF_8)))
						: this.password;
			this.salted = SecretKeyFactory.getInstance("PBKDF2WithHmac" + this.family)
				.generateSecret(
						new PBEKeySpec(secret.toCharArray(), SALT, ITERATIONS, this.family.equals("SHA1") ? 160 : 256))
				.getEncoded();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		return challenge;
	}

	/** Whether the client knows the password. */
	boolean accepts(byte[] message) {
		String answer = new String(message, StandardCharsets.UTF_8);
		int proof = answer.indexOf(",p=");
		this.exchange += "," + answer.substring(0, proof);
		byte[] key = hmac(this.salted, "Client Key");
		byte[] signature = hmac(hash(key), this.exchange);
		byte[] claimed = Base64.getDecoder().decode(answer.substring(proof + 3));
		for (int i = 0; i < key.length; i++) {
			key[i] ^= signature[i];
		}
		return MessageDigest.isEqual(key, claimed);
	}

	/** The server's proof. */
	String signature() {
		return "v=" + Base64.getEncoder().encodeToString(hmac(hmac(this.salted, "Server Key"), this.exchange));
	}

	private byte[] hmac(byte[] key, String text) {
		try {
			Mac mac = Mac.getInstance("Hmac" + this.family);
			mac.init(new SecretKeySpec(key, "Hmac" + this.family));
			return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private byte[] hash(byte[] bytes) {
		try {
			return MessageDigest.getInstance(this.family.equals("SHA1") ? "SHA-1" : "SHA-256").digest(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
