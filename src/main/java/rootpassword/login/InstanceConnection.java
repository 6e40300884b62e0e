package rootpassword.login;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
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

	private static final int HEADER = 16;

	/** Header, flags, kind of the section, and an empty document. */
	private static final int SHORTEST = HEADER + 4 + 1 + 5;

	/** Far above any answer to a login. */
	private static final int LONGEST = 64 * 1024;

	private final Socket socket;

	private final OutputStream output;

	private final DataInputStream input;

	private int requests;

	InstanceConnection(Socket socket) throws IOException {
		this.socket = socket;
		this.output = socket.getOutputStream();
		this.input = new DataInputStream(socket.getInputStream());
	}

	/**
	 * Sends a command and returns the answer, which may be an error.
	 * @throws LoginFailedException if the peer breaks the protocol
	 */
	Map<String, Object> call(BsonDocument command) throws IOException, LoginFailedException {
		byte[] document = command.bytes();
		int request = ++this.requests;
		ByteBuffer message = ByteBuffer.allocate(HEADER + 5 + document.length).order(ByteOrder.LITTLE_ENDIAN);
		message.putInt(message.capacity()).putInt(request).putInt(0).putInt(OP_MSG).putInt(0).put((byte) 0);
		this.output.write(message.put(document).array());
		this.output.flush();
		return answer(request);
	}

	private Map<String, Object> answer(int request) throws IOException, LoginFailedException {
		int length = Integer.reverseBytes(this.input.readInt());
		if (length < SHORTEST || length > LONGEST) {
			throw broken();
		}
		byte[] bytes = new byte[length - 4];
		this.input.readFully(bytes);
		ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		message.getInt();
		int answered = message.getInt();
		int operation = message.getInt();
		int flags = message.getInt();
		boolean document = message.get() == 0;
		if (answered != request || operation != OP_MSG || !document || (flags & ~CHECKSUM_PRESENT) != 0) {
			throw broken();
		}
		message.limit(message.limit() - ((flags == CHECKSUM_PRESENT) ? 4 : 0));
		try {
			return BsonReader.read(message);
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
