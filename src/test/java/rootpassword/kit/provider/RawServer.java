package rootpassword.kit.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/**
 * A server on 127.0.0.1 that can break the rules of HTTP.
 */
public final class RawServer implements AutoCloseable {

	private final ServerSocket listener;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private RawServer(ServerSocketFactory factory, Handler handler) {
		try {
			this.listener = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		Thread.ofVirtual().start(() -> accept(handler));
	}

	/** Gives each connection to the handler; it is closed when the handler returns. */
	public static RawServer start(Handler handler) {
		return start(ServerSocketFactory.getDefault(), handler);
	}

	public static RawServer start(ServerSocketFactory factory, Handler handler) {
		return new RawServer(factory, handler);
	}

	/** Reads one request on each connection, sends these bytes, and closes it. */
	public static RawServer answering(byte[] answer) {
		return start((connection) -> {
			connection.readRequest();
			connection.send(answer);
		});
	}

	public static RawServer answering(String answer) {
		return answering(answer.getBytes(StandardCharsets.ISO_8859_1));
	}

	public String endpoint() {
		return "127.0.0.1:" + this.listener.getLocalPort();
	}

	public int connections() {
		return this.connections.get();
	}

	/** The complete requests that arrived, head and body. */
	public List<String> requests() {
		return List.copyOf(this.requests);
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			for (Socket socket : this.open) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void accept(Handler handler) {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				this.open.add(socket);
				this.connections.incrementAndGet();
				Thread.ofVirtual().start(() -> handle(socket, handler));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void handle(Socket socket, Handler handler) {
		try (socket) {
			handler.handle(new Connection(socket));
		}
		catch (IOException | InterruptedException ex) {
			// The client closed the connection, as many tests expect
		}
		finally {
			this.open.remove(socket);
		}
	}

	/** Handles one connection. */
	public interface Handler {

		void handle(Connection connection) throws IOException, InterruptedException;

	}

	/** Receives bytes of a client. */
	public interface Bytes {

		void take(byte[] bytes) throws IOException, InterruptedException;

	}

	/** One connection, from the server's side. */
	public final class Connection {

		private final Socket socket;

		private Connection(Socket socket) {
			this.socket = socket;
		}

		/** Reads head and body; ends with an exception if the client hangs up before. */
		public String readRequest() throws IOException {
			InputStream input = this.socket.getInputStream();
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			String head = "";
			while (!head.endsWith("\r\n\r\n")) {
				bytes.write(read(input));
				head = bytes.toString(StandardCharsets.ISO_8859_1);
			}
			int length = head.toLowerCase(Locale.ROOT)
				.lines()
				.filter((line) -> line.startsWith("content-length:"))
				.map((line) -> Integer.parseInt(line.substring(15).trim()))
				.findFirst()
				.orElse(0);
			for (int i = 0; i < length; i++) {
				bytes.write(read(input));
			}
			String request = bytes.toString(StandardCharsets.ISO_8859_1);
			RawServer.this.requests.add(request);
			return request;
		}

		public void send(byte[] bytes) throws IOException {
			OutputStream output = this.socket.getOutputStream();
			output.write(bytes);
			output.flush();
		}

		public void send(String text) throws IOException {
			send(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		/** Reads the available bytes, at least one. */
		public void readSome() throws IOException {
			if (this.socket.getInputStream().read(new byte[65536]) < 0) {
				throw new IOException("The client hung up");
			}
		}

		/** Reads the available bytes, at least one, and passes them on. */
		public void readSome(Bytes next) throws IOException, InterruptedException {
			byte[] bytes = new byte[65536];
			int length = this.socket.getInputStream().read(bytes);
			next.take(Arrays.copyOf(bytes, Math.max(0, length)));
		}

		/** Closes the output, and waits until the client closes the connection. */
		public void end() throws IOException {
			this.socket.shutdownOutput();
			awaitEnd();
		}

		/** Is a slow peer: sends nothing for this time, which is the fault under test. */
		public void stallFor(int millis) throws InterruptedException {
			Thread.sleep(millis);
		}

		/** Waits until the client closes the connection. */
		public void awaitEnd() throws IOException {
			InputStream input = this.socket.getInputStream();
			while (input.read() >= 0) {
				// Ignored
			}
		}

		/** Becomes a tunnel to another server until either side ends. */
		public void tunnelTo(String endpoint) throws IOException {
			tunnelTo(endpoint, new byte[0]);
		}

		/** Likewise, after the client has sent these bytes. */
		public void tunnelTo(String endpoint, byte[] said) throws IOException {
			String[] parts = endpoint.split(":");
			try (Socket other = new Socket(parts[0], Integer.parseInt(parts[1]))) {
				other.getOutputStream().write(said);
				Thread.ofVirtual().start(() -> {
					try (this.socket) {
						other.getInputStream().transferTo(this.socket.getOutputStream());
					}
					catch (IOException ex) {
						// One side has ended
					}
				});
				this.socket.getInputStream().transferTo(other.getOutputStream());
			}
		}

		/** Closes the connection with a reset. */
		public void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		private static int read(InputStream input) throws IOException {
			int next = input.read();
			if (next < 0) {
				throw new IOException("The client hung up");
			}
			return next;
		}

	}

}
