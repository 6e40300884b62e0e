package rootpassword.login;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.login.LoginException;

import org.jspecify.annotations.Nullable;

/**
 * The mechanisms of SCRAM. There is no other, so no peer can ask for the password itself.
 */
enum ScramMechanism {

	/** For all accounts of MongoDB 4.0 and later. */
	SHA_256("SHA-256", "HmacSHA256", 256),

	/** For MongoDB 3.x. Its secret is a digest of the password, as MongoDB defines it. */
	SHA_1("SHA-1", "HmacSHA1", 160);

	private final String digest;

	private final String hmac;

	private final int bits;

	ScramMechanism(String digest, String hmac, int bits) {
		this.digest = digest;
		this.hmac = hmac;
		this.bits = bits;
	}

	/** The name in the protocol. */
	String word() {
		return "SCRAM-" + this.digest;
	}

	/**
	 * The strongest mechanism that the instance offers.
	 * @param offered an array of names, or {@code null} from a server that knows SHA-1
	 * only
	 */
	static ScramMechanism of(@Nullable Object offered) throws LoginException {
		if (offered == null) {
			return SHA_1;
		}
		Map<String, Object> names = (offered instanceof ByteBuffer array) ? Bson.read(array) : Map.of();
		for (ScramMechanism mechanism : values()) {
			if (names.containsValue(mechanism.word())) {
				return mechanism;
			}
		}
		throw new LoginException("the peer does not offer SCRAM");
	}

	byte[] salted(String user, char[] password, byte[] salt, int iterations) throws GeneralSecurityException {
		char[] secret = secret(user, password);
		PBEKeySpec spec = new PBEKeySpec(secret, salt, iterations, this.bits);
		try {
			return SecretKeyFactory.getInstance("PBKDF2With" + this.hmac).generateSecret(spec).getEncoded();
		}
		finally {
			spec.clearPassword();
			Arrays.fill(secret, '\0');
		}
	}

	/**
	 * What takes the password's place in the proof. The policy allows printable ASCII
	 * only, which SASLprep does not change.
	 */
	private char[] secret(String user, char[] password) throws GeneralSecurityException {
		if (this == SHA_256) {
			return password.clone();
		}
		MessageDigest md5 = MessageDigest.getInstance("MD5");
		md5.update((user + ":mongo:").getBytes(StandardCharsets.UTF_8));
		for (char character : password) {
			md5.update((byte) character);
		}
		return HexFormat.of().formatHex(md5.digest()).toCharArray();
	}

	byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
		Mac mac = Mac.getInstance(this.hmac);
		mac.init(new SecretKeySpec(key, this.hmac));
		return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
	}

	byte[] hash(byte[] bytes) throws GeneralSecurityException {
		return MessageDigest.getInstance(this.digest).digest(bytes);
	}

}
