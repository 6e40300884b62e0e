package rootpassword.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.security.auth.login.LoginException;

/**
 * The client's side of one SCRAM exchange (RFC 5802, RFC 7677). It proves to the server
 * that the client knows the password, without revealing it, and demands the same proof
 * from the server.
 */
final class ScramProof {

	/** With fewer the server could guess the password from the proof more cheaply. */
	private static final int MIN_ITERATIONS = 4096;

	/**
	 * With more the server could keep this machine busy. MongoDB's defaults are 10,000
	 * (SHA-1) and 15,000 (SHA-256).
	 */
	private static final int MAX_ITERATIONS = 200_000;

	/**
	 * The server's nonce, the salt and the number of iterations, before any extensions.
	 */
	private static final Pattern CHALLENGE = Pattern.compile("r=([^,]+),s=([^,]+),i=([^,]*)(,.*)?");

	private static final Pattern SERVER_FINAL = Pattern.compile("v=([^,]+)(,.*)?");

	/** No channel binding. */
	private static final String GS2_HEADER = "n,,";

	private final ScramMechanism mechanism;

	private final String user;

	private final String nonce;

	private byte[] expected = {};

	ScramProof(ScramMechanism mechanism, String user) {
		this(mechanism, user, UUID.randomUUID().toString());
	}

	ScramProof(ScramMechanism mechanism, String user, String nonce) {
		this.mechanism = mechanism;
		this.user = user;
		this.nonce = nonce;
	}

	byte[] firstMessage() {
		return bytes(GS2_HEADER + withoutHeader());
	}

	private String withoutHeader() {
		return "n=" + this.user + ",r=" + this.nonce;
	}

	/**
	 * The message with the proof.
	 * @param challenge the server's answer to the first message
	 * @throws LoginException if the challenge must not be answered
	 */
	byte[] finalMessage(byte[] challenge, char[] password) throws GeneralSecurityException {
		Matcher serverFirst = match(CHALLENGE, challenge);
		String serverNonce = serverFirst.group(1);
		if (!serverNonce.startsWith(this.nonce) || serverNonce.length() == this.nonce.length()) {
			throw new LoginException("the peer answers another exchange");
		}
		byte[] salt = decoded(serverFirst.group(2));
		byte[] salted = this.mechanism.salted(this.user, password, salt, iterations(serverFirst.group(3)));
		String withoutProof = "c=" + base64(bytes(GS2_HEADER)) + ",r=" + serverNonce;
		String exchange = withoutHeader() + "," + serverFirst.group() + "," + withoutProof;
		byte[] clientKey = this.mechanism.hmac(salted, "Client Key");
		byte[] proof = this.mechanism.hmac(this.mechanism.hash(clientKey), exchange);
		for (int i = 0; i < proof.length; i++) {
			proof[i] ^= clientKey[i];
		}
		this.expected = this.mechanism.hmac(this.mechanism.hmac(salted, "Server Key"), exchange);
		Arrays.fill(salted, (byte) 0);
		Arrays.fill(clientKey, (byte) 0);
		return bytes(withoutProof + ",p=" + base64(proof));
	}

	/**
	 * Checks the server's proof.
	 * @throws LoginException if the server does not prove that it knows the password
	 */
	void verify(byte[] serverFinal) throws LoginException {
		if (!MessageDigest.isEqual(decoded(match(SERVER_FINAL, serverFinal).group(1)), this.expected)) {
			throw new LoginException("the peer does not know the password");
		}
	}

	private static int iterations(String count) throws LoginException {
		int iterations = count.matches("[1-9]\\d{0,8}") ? Integer.parseInt(count) : 0;
		if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
			throw new LoginException("the peer asks for too few or too many iterations");
		}
		return iterations;
	}

	private static Matcher match(Pattern pattern, byte[] message) throws LoginException {
		Matcher matcher = pattern.matcher(new String(message, StandardCharsets.UTF_8));
		if (!matcher.matches()) {
			throw malformed();
		}
		return matcher;
	}

	private static byte[] decoded(String text) throws LoginException {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw malformed();
		}
	}

	private static LoginException malformed() {
		return new LoginException("the peer's SCRAM message is malformed");
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
