package rootpassword.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;

/**
 * One login as root of the database {@code admin}.
 */
final class RootLogin {

	private static final String USER = "root";

	private static final String DATABASE = "admin";

	/** The error code for a wrong password or an unknown user. */
	private static final int AUTHENTICATION_FAILED = 18;

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
		Map<String, Object> hello = call(hello());
		ScramMechanism mechanism = ScramMechanism.of(hello.get("saslSupportedMechs"));
		ScramProof proof = new ScramProof(mechanism, USER);
		Map<String, Object> challenge = call(new BsonDocument().with("saslStart", 1)
			.with("mechanism", mechanism.word())
			.with("payload", proof.firstMessage())
			.with("options", new BsonDocument().with("skipEmptyExchange", true)));
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

	/** Every server version answers it; {@code hello} has been there since 4.4.2 only. */
	private static BsonDocument hello() {
		return new BsonDocument().with("isMaster", 1)
			.with("saslSupportedMechs", DATABASE + "." + USER)
			// For the log of the instance, so that its owner recognises the logins
			.with("client",
					new BsonDocument().with("application", new BsonDocument().with("name", "root-password"))
						.with("driver", new BsonDocument().with("name", "root-password").with("version", "1"))
						.with("os", new BsonDocument().with("type", "unknown")));
	}

	private Map<String, Object> next(Map<String, Object> challenge, byte[] payload)
			throws IOException, LoginFailedException {
		if (!(challenge.get("conversationId") instanceof Integer conversation)) {
			throw new LoginFailedException("the peer names no conversation");
		}
		return call(new BsonDocument().with("saslContinue", 1)
			.with("conversationId", conversation)
			.with("payload", payload));
	}

	private Map<String, Object> call(BsonDocument command) throws IOException, LoginFailedException {
		Map<String, Object> answer = this.connection.call(command.with("$db", DATABASE));
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
