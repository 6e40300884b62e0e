package rootpassword.keys;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * SHA-256 and HMAC-SHA-256, which every JDK has, over the concatenation of byte arrays.
 */
public final class Hashes {

	/** The JDK's name of the algorithm of {@link #hmacSha256}. */
	public static final String HMAC_SHA256 = "HmacSHA256";

	private Hashes() {
	}

	public static byte[] sha256(byte[]... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (byte[] part : parts) {
				digest.update(part);
			}
			return digest.digest();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JDK has no SHA-256", ex);
		}
	}

	public static byte[] hmacSha256(SecretKey key, byte[]... parts) {
		try {
			Mac mac = Mac.getInstance(HMAC_SHA256);
			mac.init(key);
			for (byte[] part : parts) {
				mac.update(part);
			}
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JDK has no " + HMAC_SHA256, ex);
		}
	}

}
