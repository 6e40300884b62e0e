package rootpassword.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import static org.awaitility.Awaitility.await;

/**
 * A proxy between two programs on 127.0.0.1 that a test can stall or cut.
 */
public final class TcpProxy implements AutoCloseable {

	private enum Mode {

		FORWARD, STALL_NEW, STALL_AT, STALL, CUT_AT, CUT

	}

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile ServerSocket server;

	private final InetSocketAddress target;

	private volatile Mode mode = Mode.FORWARD;

	private volatile String trigger = "";

	private volatile boolean forwardsTrigger;

	private TcpProxy(ServerSocket server, InetSocketAddress target) {
		this.server = server;
		this.target = target;
		accept(server);
	}

	/** A proxy to a port of 127.0.0.1. */
	public static TcpProxy to(int port) {
		return new TcpProxy(listen(0), new InetSocketAddress("127.0.0.1", port));
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/** Forwards all bytes from now on. Bytes held back before are lost. */
	public void heal() {
		cut();
		if (this.server.isClosed()) {
			// Another program may have the port for a moment
			this.server = await().pollDelay(Duration.ZERO)
				.ignoreExceptions()
				.until(() -> listen(this.server.getLocalPort()), Objects::nonNull);
			accept(this.server);
		}
		set(Mode.FORWARD);
	}

	/**
	 * Accepts new connections, but holds back their bytes. Open connections continue.
	 */
	public void stallNew() {
		set(Mode.STALL_NEW);
	}

	/**
	 * Holds back all bytes, and cuts a connection as soon as the text has come.
	 */
	public void cutAt(String text) {
		this.trigger = text;
		set(Mode.CUT_AT);
	}

	/** Stalls as soon as the text comes, before or after it is forwarded. */
	public void stallAt(String text, boolean forwarded) {
		this.trigger = text;
		this.forwardsTrigger = forwarded;
		set(Mode.STALL_AT);
	}

	/** Refuses new connections and cuts open ones. */
	public void refuse() {
		close();
	}

	/** Accepts connections and bytes, but forwards nothing in either direction. */
	public void stall() {
		set(Mode.STALL);
	}

	/** Cuts all connections, and each new one at once. */
	public void cut() {
		set(Mode.CUT);
		this.sockets.forEach(TcpProxy::abort);
		this.sockets.clear();
	}

	@Override
	public void close() {
		cut();
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void set(Mode mode) {
		this.lock.lock();
		try {
			this.mode = mode;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static ServerSocket listen(int port) {
		try {
			ServerSocket server = new ServerSocket();
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress("127.0.0.1", port), 500);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket server) {
		Thread.ofVirtual().start(() -> {
			while (!server.isClosed()) {
				try {
					Socket near = server.accept();
					this.sockets.add(near);
					Thread.ofVirtual().start(() -> connect(near));
				}
				catch (IOException ex) {
					// Closed, which ends the loop
				}
			}
		});
	}

	private void connect(Socket near) {
		try {
			awaitLeaveToSend(true);
			Socket far = new Socket();
			this.sockets.add(far);
			far.connect(this.target);
			Thread.ofVirtual().start(() -> carry(near, far));
			carry(far, near);
		}
		catch (IOException ex) {
			abort(near);
		}
	}

	private void carry(Socket from, Socket to) {
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			byte[] buffer = new byte[8192];
			StringBuilder held = new StringBuilder();
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
				if (this.mode == Mode.CUT_AT) {
					held.append(text);
					if (held.indexOf(this.trigger) >= 0) {
						throw new IOException("Cut");
					}
					continue;
				}
				boolean triggers = this.mode == Mode.STALL_AT && text.contains(this.trigger);
				if (triggers) {
					set(Mode.STALL);
				}
				if (!triggers || !this.forwardsTrigger) {
					awaitLeaveToSend(false);
				}
				output.write(buffer, 0, count);
			}
			to.shutdownOutput();
		}
		catch (IOException ex) {
			abort(from);
			abort(to);
		}
	}

	private void awaitLeaveToSend(boolean isNew) throws IOException {
		this.lock.lock();
		try {
			while (this.mode == Mode.STALL || isNew && this.mode == Mode.STALL_NEW) {
				this.changed.awaitUninterruptibly();
			}
			if (this.mode == Mode.CUT) {
				throw new IOException("Cut");
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void abort(Socket socket) {
		try {
			// A reset, not an orderly end
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			// It is closed already
		}
	}

}
