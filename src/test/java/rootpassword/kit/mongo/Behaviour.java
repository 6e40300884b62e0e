package rootpassword.kit.mongo;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How a {@link MongoStub} keeps or breaks the protocol.
 */
public enum Behaviour {

	/** Keeps it. */
	USUAL(false),

	/** Never answers the first message. */
	HANGS_AT_HELLO(false),

	/** Never sends the challenge. */
	HANGS_AT_CHALLENGE(false),

	/** Never answers the proof. */
	HANGS_AT_PROOF(false),

	/** Closes the connection instead of an answer to the proof. */
	CLOSES_AT_PROOF(false),

	/** Sends something else than the protocol. */
	SENDS_GARBAGE(false),

	/** Announces an answer of 2 GB. */
	SENDS_TOO_MUCH(false),

	/** Says yes at once, without any proof. */
	DONE_AT_ONCE(true),

	/** Says yes to every proof, without its own. */
	SAYS_YES_WITHOUT_PROOF(true),

	/** Says yes to every proof, and makes up its own. */
	SAYS_YES_WITH_A_FALSE_PROOF(true),

	/** Says yes to every proof, with the proof of the password that it knows itself. */
	IMPERSONATES(true),

	/** Knows the password, and never says that the login is complete. */
	NEVER_ENDS(false),

	/** Answers a challenge of another exchange. */
	CHANGES_THE_NONCE(true),

	/** Adds nothing to the client's nonce. */
	ADDS_NO_NONCE(true),

	/** Asks for so few iterations that the proof is easy to guess from. */
	ASKS_FOR_FEW_ITERATIONS(true),

	/** Asks for so many iterations that the client is busy for half an hour. */
	ASKS_FOR_MANY_ITERATIONS(true);

	private static final String FALSE_PROOF = "v="
			+ Base64.getEncoder().encodeToString("a proof that is made up by me !!".getBytes(StandardCharsets.UTF_8));

	final boolean acceptsEverybody;

	Behaviour(boolean acceptsEverybody) {
		this.acceptsEverybody = acceptsEverybody;
	}

	void before(String step, Socket socket) throws IOException {
		boolean proof = step.equals("saslContinue");
		switch (this) {
			case HANGS_AT_HELLO -> hang(socket);
			case HANGS_AT_CHALLENGE -> {
				if (step.equals("saslStart")) {
					hang(socket);
				}
			}
			case HANGS_AT_PROOF -> {
				if (proof) {
					hang(socket);
				}
			}
			case CLOSES_AT_PROOF -> {
				if (proof) {
					throw new IOException("Closed");
				}
			}
			case SENDS_GARBAGE ->
				socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			case SENDS_TOO_MUCH -> socket.getOutputStream().write(new byte[] { -1, -1, -1, 0x7f, 1 });
			default -> {
				// Breaks the protocol later, or not at all
			}
		}
	}

	String challenge(String challenge) {
		return switch (this) {
			case DONE_AT_ONCE -> "";
			case CHANGES_THE_NONCE -> challenge.replaceFirst("r=.", "r=!");
			case ADDS_NO_NONCE -> challenge.replace("server,", ",");
			case ASKS_FOR_FEW_ITERATIONS -> challenge.replace("i=" + ScramServer.ITERATIONS, "i=1");
			case ASKS_FOR_MANY_ITERATIONS -> challenge.replace("i=" + ScramServer.ITERATIONS, "i=2147483647");
			default -> challenge;
		};
	}

	String signature(String signature) {
		return switch (this) {
			case SAYS_YES_WITHOUT_PROOF -> "";
			case SAYS_YES_WITH_A_FALSE_PROOF -> FALSE_PROOF;
			default -> signature;
		};
	}

	/** Until the client closes the connection. */
	private static void hang(Socket socket) throws IOException {
		while (socket.getInputStream().read() >= 0) {
			// Ignored
		}
		throw new IOException("Closed");
	}

}
