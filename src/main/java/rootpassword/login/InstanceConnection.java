package rootpassword.login;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A connection to an instance that sends commands as OP_MSG of MongoDB's wire protocol.
 */
final class InstanceConnection implements AutoCloseable {

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

	InstanceConnection(Socket socket) {
		this.socket = socket;
	}

	/**
	 * Sends a command and returns the answer, which may be an error.
	 * @throws LoginFailedException if the peer breaks the protocol
	 */
	Map<String, Object> call(Map<String, Object> command) throws IOException, LoginFailedException {
		byte[] document = Bson.write(command);
		int request = ++this.requests;
		ByteBuffer message = ByteBuffer.allocate(HEADER + 5 + document.length).order(ByteOrder.LITTLE_ENDIAN);
		message.putInt(message.capacity()).putInt(request).putInt(0).putInt(OP_MSG).putInt(0).put(DOCUMENT);
		this.socket.getOutputStream().write(message.put(document).array());
		return answer(request, new DataInputStream(this.socket.getInputStream()));
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

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
