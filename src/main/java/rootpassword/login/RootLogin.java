package rootpassword.login;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One login as root of the database {@code admin}, by OP_MSG of MongoDB's protocol. */
final class RootLogin {

	private static final String USER = "root";

	private static final String DATABASE = "admin";

	/** The error code for a wrong password or an unknown user. */
	private static final int AUTHENTICATION_FAILED = 18;

	/** The client is for the log of the instance, so that its owner knows the logins. */
	private static final Map<String, Object> HELLO = Map.of("saslSupportedMechs", DATABASE + "." + USER, "client",
			Map.of("application", Map.of("name", "root-password"), "driver",
					Map.of("name", "root-password", "version", "1"), "os", Map.of("type", "unknown")));

	private static final int OP_MSG = 2013;

	private static final int CHECKSUM_PRESENT = 1;

	/** The kind of a section that is one document. */
	private static final byte DOCUMENT = 0;

	private static final int HEADER = 16;

	/** Header, flags, kind of the section, and an empty document. */
	private static final int SHORTEST = HEADER + 4 + 1 + 5;

	/** Far above any answer to a login. */
	private static final int LONGEST = 64 * 1024;

	private final Socket socket;

	private int requests;

	RootLogin(Socket socket) {
		this.socket = socket;
	}

	/**
	 * Logs in.
	 * @return whether the instance accepted the password; {@code false} if it refused it
	 * @throws LoginFailedException if it did neither, breaks the protocol, or cannot be
	 * trusted
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
		byte[] document = Bson.write(command);
		int request = ++this.requests;
		ByteBuffer message = ByteBuffer.allocate(HEADER + 5 + document.length).order(ByteOrder.LITTLE_ENDIAN);
		message.putInt(message.capacity()).putInt(request).putInt(0).putInt(OP_MSG).putInt(0).put(DOCUMENT);
		this.socket.getOutputStream().write(message.put(document).array());
		Map<String, Object> answer = answer(request, new DataInputStream(this.socket.getInputStream()));
		if (!isOk(answer) && !isRefused(answer)) {
			throw new LoginFailedException("the instance answers with an error");
		}
		return answer;
	}

	private static Map<String, Object> answer(int request, DataInputStream input)
			throws IOException, LoginFailedException {
		int length = Integer.reverseBytes(input.readInt());
		if (length < SHORTEST || length > LONGEST) {
			throw broken();
		}
		byte[] bytes = new byte[length - 4];
		input.readFully(bytes);
		ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		// The first four bytes of the header, the length, are not in it
		int answered = message.getInt(4);
		int operation = message.getInt(8);
		int flags = message.getInt(12);
		int section = message.get(16);
		if (answered != request || operation != OP_MSG || section != DOCUMENT || (flags & ~CHECKSUM_PRESENT) != 0) {
			throw broken();
		}
		int end = message.limit() - ((flags == CHECKSUM_PRESENT) ? 4 : 0);
		try {
			return Bson.read(message.position(17).limit(end));
		}
		catch (RuntimeException ex) {
			// Cut off, nested too deeply or not BSON at all
			throw broken();
		}
	}

	private static LoginFailedException broken() {
		return new LoginFailedException("the peer does not speak the protocol");
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
