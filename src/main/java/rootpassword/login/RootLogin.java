package rootpassword.login;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.security.auth.login.LoginException;

/**
 * One login as the user root, whose database is {@code admin}, with OP_MSG of MongoDB's
 * protocol.
 */
final class RootLogin {

	private static final String USER = "root";

	private static final String DATABASE = "admin";

	/** The error code for a wrong password or an unknown user. */
	private static final int AUTHENTICATION_FAILED = 18;

	/**
	 * The client's name appears in the log of the instance, so that its owner recognises
	 * these logins.
	 */
	private static final Map<String, Object> HELLO = Map.of("saslSupportedMechs", DATABASE + "." + USER, "client",
			Map.of("application", Map.of("name", "root-password"), "driver",
					Map.of("name", "root-password", "version", "1"), "os", Map.of("type", "unknown")));

	private static final int OP_MSG = 2013;

	private static final int CHECKSUM_PRESENT = 1;

	/** The kind of a section that is one document. */
	private static final byte DOCUMENT = 0;

	/** The header (16 bytes), the flags (4), and the kind of the section. */
	private static final int BEFORE_DOCUMENT = 21;

	/** Far above any message of a login. */
	private static final int LONGEST = 64 * 1024;

	private final Socket socket;

	private int requests;

	RootLogin(Socket socket) {
		this.socket = socket;
	}

	/**
	 * Logs in.
	 * @return true if the instance accepted the password, false if it refused it
	 * @throws LoginException if it did neither, broke the protocol, or did not prove that
	 * it knows the password
	 */
	boolean succeeds(char[] password) throws IOException, GeneralSecurityException {
		// Every server version answers isMaster; hello has been there since 4.4.2 only
		Map<String, Object> hello = call("isMaster", HELLO);
		ScramMechanism mechanism = ScramMechanism.of(hello.get("saslSupportedMechs"));
		ScramProof proof = new ScramProof(mechanism, USER);
		Map<String, Object> challenge = call("saslStart", Map.of("mechanism", mechanism.word(), "payload",
				proof.firstMessage(), "options", Map.of("skipEmptyExchange", true)));
		if (isRefused(challenge)) {
			return false;
		}
		Map<String, Object> end = next(challenge, proof.finalMessage(payload(challenge), password));
		if (isRefused(end)) {
			return false;
		}
		proof.verify(payload(end));
		if (!Boolean.TRUE.equals(end.get("done"))) {
			// Before 4.4 a server expects one more message
			end = next(challenge, new byte[0]);
		}
		if (!isRefused(end) && !Boolean.TRUE.equals(end.get("done"))) {
			throw new LoginException("the peer does not end the login");
		}
		return !isRefused(end);
	}

	private Map<String, Object> next(Map<String, Object> challenge, byte[] payload) throws IOException, LoginException {
		if (!(challenge.get("conversationId") instanceof Integer conversation)) {
			throw new LoginException("the peer names no conversation");
		}
		return call("saslContinue", Map.of("conversationId", conversation, "payload", payload));
	}

	private Map<String, Object> call(String name, Map<String, Object> arguments) throws IOException, LoginException {
		// The name must come first
		Map<String, Object> command = new LinkedHashMap<>(Map.of(name, 1));
		command.putAll(arguments);
		command.put("$db", DATABASE);
		int request = ++this.requests;
		// Twice the longest message of the server, because the final message repeats the
		// nonce of its challenge
		ByteBuffer message = ByteBuffer.allocate(2 * LONGEST).order(ByteOrder.LITTLE_ENDIAN);
		message.putInt(0).putInt(request).putInt(0).putInt(OP_MSG).putInt(0).put(DOCUMENT);
		Bson.write(message, command);
		message.putInt(0, message.position());
		this.socket.getOutputStream().write(message.array(), 0, message.position());
		Map<String, Object> answer = answer(request, new DataInputStream(this.socket.getInputStream()));
		if (!isOk(answer) && !isRefused(answer)) {
			throw new LoginException("the instance answers with an error");
		}
		return answer;
	}

	private static Map<String, Object> answer(int request, DataInputStream input) throws IOException, LoginException {
		int length = Integer.reverseBytes(input.readInt());
		if (length < BEFORE_DOCUMENT + 5 || length > LONGEST) {
			throw Bson.broken();
		}
		ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
		input.readFully(message.array(), 4, length - 4);
		int answered = message.getInt(8);
		int operation = message.getInt(12);
		int flags = message.getInt(16);
		int section = message.get(20);
		if (answered != request || operation != OP_MSG || section != DOCUMENT || (flags & ~CHECKSUM_PRESENT) != 0) {
			throw Bson.broken();
		}
		return Bson.read(message.position(BEFORE_DOCUMENT).limit(length - ((flags == CHECKSUM_PRESENT) ? 4 : 0)));
	}

	private static boolean isOk(Map<String, Object> answer) {
		return answer.get("ok") instanceof Number number && number.doubleValue() == 1;
	}

	private static boolean isRefused(Map<String, Object> answer) {
		return !isOk(answer) && Integer.valueOf(AUTHENTICATION_FAILED).equals(answer.get("code"));
	}

	private static byte[] payload(Map<String, Object> answer) throws LoginException {
		if (answer.get("payload") instanceof byte[] payload) {
			return payload;
		}
		throw new LoginException("the peer sends no payload");
	}

}
