package rootpassword.kit.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The provider's two ways of signing, from its documentation and without its SDK.
 */
public final class Signatures {

	private Signatures() {
	}

	/** HMAC-SHA1 over the sorted parameters of query and form. */
	public static String v1(String method, Map<String, String> parameters, String secret) {
		byte[] signature = hmac("HmacSHA1", secret + "&", v1StringToSign(method, parameters));
		return Base64.getEncoder().encodeToString(signature);
	}

	public static String v1StringToSign(String method, Map<String, String> parameters) {
		Map<String, String> signed = new TreeMap<>(parameters);
		signed.remove("Signature");
		return method + "&" + encode("/") + "&" + encode(query(signed));
	}

	/** ACS3-HMAC-SHA256 over the canonical request. */
	public static String v3(String canonicalRequest, String secret) {
		return hex(hmac("HmacSHA256", secret, "ACS3-HMAC-SHA256\n" + sha256(canonicalRequest)));
	}

	/**
	 * The text that V3 signs.
	 * @param headers all headers, by lower-case name
	 * @param signedHeaders the names of the signed ones, sorted
	 */
	public static String v3CanonicalRequest(String method, Map<String, String> query, Map<String, String> headers,
			List<String> signedHeaders, String bodySha256) {
		String canonicalHeaders = signedHeaders.stream()
			.map((name) -> name + ":" + headers.get(name).trim() + "\n")
			.collect(Collectors.joining());
		return String.join("\n", method, "/", query(query), canonicalHeaders, String.join(";", signedHeaders),
				bodySha256);
	}

	public static String sha256(String text) {
		try {
			return hex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String query(Map<String, String> parameters) {
		return new TreeMap<>(parameters).entrySet()
			.stream()
			.map((parameter) -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
			.collect(Collectors.joining("&"));
	}

	// RFC 3986
	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8)
			.replace("+", "%20")
			.replace("*", "%2A")
			.replace("%7E", "~");
	}

	private static byte[] hmac(String algorithm, String key, String text) {
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
			return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
