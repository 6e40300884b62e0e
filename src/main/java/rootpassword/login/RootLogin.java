package rootpassword.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One login as root of the database {@code admin}.
 */
final class RootLogin {

	private static final String USER = "root";

	private static final String DATABASE = "admin";

	/** The error code for a wrong password or an unknown user. */
	private static final int AUTHENTICATION_FAILED = 18;

	/** The client is for the log of the instance, so that its owner knows the logins. */
	private static final Map<String, Object> HELLO = Map.of("saslSupportedMechs", DATABASE + "." + USER, "client",
			Map.of("application", Map.of("name", "root-password"), "driver",
					Map.of("name", "root-password", "version", "1"), "os", Map.of("type", "unknown")));

	private final InstanceConnection connection;

	RootLogin(InstanceConnection connection) {
		this.connection = connection;
	}

	/**
	 * Logs in.
	 * @return whether the instance accepted the password; {@code false} if it refused it
	 * @throws LoginFailedException if it did neither, or cannot be trusted
	 */
	boolean succeeds(char[] password) throws IOException, LoginFailedException, GeneralSecurityException {
		// Every server version answers isMaster; hello has been there since 4.4.2 only
		Map<String, Object> hello = call("isMaster", HELLO);
		ScramMechanism mechanism = ScramMechanism.of(hello.get("saslSupportedMechs"));
		ScramProof proof = new ScramProof(mechanism, USER);
		Map<String, Object> challenge = call("saslStart", Map.of("mechanism", mechanism.word(), "payload",
				proof.firstMessage(), "options", Map.of("skipEmptyExchange", true)));
		if (isRefused(challenge)) {
			return false;
		}
		char[] secret = mechanism.secret(USER, password);
		byte[] answer;
		try {
			answer = proof.finalMessage(payload(challenge), secret);
		}
		finally {
			Arrays.fill(secret, '\0');
		}
		Map<String, Object> end = next(challenge, answer);
		if (isRefused(end)) {
			return false;
		}
		proof.verify(payload(end));
		if (!Boolean.TRUE.equals(end.get("done"))) {
			// Before 4.4 a server expects one more message
			end = next(challenge, new byte[0]);
		}
		return !isRefused(end) && Boolean.TRUE.equals(end.get("done"));
	}

	private Map<String, Object> next(Map<String, Object> challenge, byte[] payload)
			throws IOException, LoginFailedException {
		if (!(challenge.get("conversationId") instanceof Integer conversation)) {
			throw new LoginFailedException("the peer names no conversation");
		}
		return call("saslContinue", Map.of("conversationId", conversation, "payload", payload));
	}

	private Map<String, Object> call(String name, Map<String, Object> arguments)
			throws IOException, LoginFailedException {
		// The name must come first
		Map<String, Object> command = new LinkedHashMap<>(Map.of(name, 1));
		command.putAll(arguments);
		command.put("$db", DATABASE);
		Map<String, Object> answer = this.connection.call(command);
		if (!isOk(answer) && !isRefused(answer)) {
			throw new LoginFailedException("the instance answers with an error");
		}
		return answer;
	}

	private static boolean isOk(Map<String, Object> answer) {
		return answer.get("ok") instanceof Number number && number.doubleValue() == 1;
	}

	private static boolean isRefused(Map<String, Object> answer) {
		return !isOk(answer) && Integer.valueOf(AUTHENTICATION_FAILED).equals(answer.get("code"));
	}

	private static byte[] payload(Map<String, Object> answer) throws LoginFailedException {
		if (answer.get("payload") instanceof byte[] payload) {
			return payload;
		}
		throw new LoginFailedException("the peer sends no payload");
	}

}
