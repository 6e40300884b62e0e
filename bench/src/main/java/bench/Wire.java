package bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One end of an HTTP/1.1 connection. It reads a message only to find its end. A full HTTP
 * client would take a visible share of a small machine's CPU.
 */
final class Wire implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private final byte[] buffer = new byte[8192];

	private int position;

	private int limit;

	Wire(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		this.socket = socket;
		this.in = socket.getInputStream();
	}

	static Wire to(int port) throws IOException {
		return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	void timeout(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
	}

	void write(String message) throws IOException {
		this.socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Reads the next message and drops its headers and body.
	 * @throws EOFException if the other end has closed the connection
	 */
	Message read() throws IOException {
		String startLine = line();
		long length = 0;
		boolean chunked = false;
		boolean last = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lower = header.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Long.parseLong(lower.substring(15).strip());
			}
			chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
			last |= lower.startsWith("connection:") && lower.endsWith("close");
		}
		if (chunked) {
			for (length = chunk(); length > 0; length = chunk()) {
				skip(length + 2);
			}
			while (!line().isEmpty()) {
				// A trailer
			}
		}
		else {
			skip(length);
		}
		return new Message(startLine, last);
	}

	private long chunk() throws IOException {
		return Long.parseLong(line().replaceFirst(";.*", "").strip(), 16);
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder(64);
		for (int next = next(); next != '\n'; next = next()) {
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	private void skip(long count) throws IOException {
		for (long i = 0; i < count; i++) {
			next();
		}
	}

	private int next() throws IOException {
		if (this.position == this.limit) {
			this.position = 0;
			this.limit = this.in.read(this.buffer);
			if (this.limit <= 0) {
				this.limit = 0;
				throw new EOFException("The connection was closed");
			}
		}
		return this.buffer[this.position++] & 0xff;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A message, without headers and body.
	 *
	 * @param last whether the sender closes the connection after it
	 */
	record Message(String startLine, boolean last) {

		/** The status of an answer. */
		int status() {
			return Integer.parseInt(this.startLine.substring(9, 12));
		}

	}

}
