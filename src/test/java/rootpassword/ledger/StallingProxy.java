package rootpassword.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import rootpassword.database.Database;

/**
 * Stands between a program and its PostgreSQL, and can stop to forward anything while it
 * goes on to accept connections and bytes.
 */
final class StallingProxy implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final Database behind;

	private boolean stalled;

	private String trigger;

	private boolean triggerIsForwarded;

	StallingProxy(Database behind) throws IOException {
		this.behind = behind;
		Thread.ofVirtual().start(this::accept);
	}

	/** The same database, through this proxy. */
	Database database() {
		return new Database(
				this.behind.url().replaceFirst("//[^/]*/", "//127.0.0.1:" + this.listener.getLocalPort() + "/"),
				this.behind.username(), this.behind.password());
	}

	synchronized void stall() {
		this.stalled = true;
	}

	/** Stalls as soon as the program sends the words, and forwards them first or not. */
	synchronized void stallAt(String words, boolean forwarded) {
		this.trigger = words;
		this.triggerIsForwarded = forwarded;
	}

	/** Forwards again; what was held back on the old connections is lost with them. */
	synchronized void resume() throws IOException {
		this.stalled = false;
		this.trigger = null;
		for (Socket socket : this.sockets) {
			socket.close();
		}
		notifyAll();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		resume();
	}

	private void accept() {
		try {
			while (true) {
				Socket program = this.listener.accept();
				this.sockets.add(program);
				Thread.ofVirtual().start(() -> connect(program));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void connect(Socket program) {
		try {
			URI uri = URI.create(this.behind.url().substring("jdbc:".length()));
			mayPass(new byte[0], 0);
			Socket server = new Socket(uri.getHost(), uri.getPort());
			this.sockets.add(server);
			Thread.ofVirtual().start(() -> pump(program, server));
			pump(server, program);
		}
		catch (IOException | InterruptedException ex) {
			close(program);
		}
	}

	private void pump(Socket from, Socket to) {
		try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
			byte[] bytes = new byte[16384];
			int length = in.read(bytes);
			while (length >= 0) {
				mayPass(bytes, length);
				out.write(bytes, 0, length);
				length = in.read(bytes);
			}
		}
		catch (IOException | InterruptedException ex) {
			// One side is gone
		}
	}

	private synchronized void mayPass(byte[] bytes, int length) throws InterruptedException {
		if (this.trigger != null && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(this.trigger)) {
			this.stalled = true;
			this.trigger = null;
			if (this.triggerIsForwarded) {
				return;
			}
		}
		while (this.stalled) {
			wait();
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone
		}
	}

}
