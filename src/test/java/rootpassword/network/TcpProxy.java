package rootpassword.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line between two programs on 127.0.0.1 that can be made to hang or to break.
 */
public final class TcpProxy implements AutoCloseable {

	private enum Mode {

		FORWARD, STALL, CUT

	}

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket server;

	private final InetSocketAddress target;

	private volatile Mode mode = Mode.FORWARD;

	private TcpProxy(ServerSocket server, InetSocketAddress target) {
		this.server = server;
		this.target = target;
		Thread.ofVirtual().start(this::accept);
	}

	/** A line to a port of 127.0.0.1. */
	public static TcpProxy to(int port) {
		try {
			return new TcpProxy(new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1")),
					new InetSocketAddress("127.0.0.1", port));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/** Carries everything, also what was held back. */
	public void forward() {
		set(Mode.FORWARD);
	}

	/** Takes connections and bytes, but holds them all back, in both directions. */
	public void stall() {
		set(Mode.STALL);
	}

	/** Breaks every connection, and every new one as soon as it is made. */
	public void cut() {
		set(Mode.CUT);
		this.sockets.forEach(TcpProxy::abort);
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

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket near = this.server.accept();
				this.sockets.add(near);
				Thread.ofVirtual().start(() -> connect(near));
			}
			catch (IOException ex) {
				// Closed, which ends the loop
			}
		}
	}

	private void connect(Socket near) {
		try {
			awaitLeaveToSend();
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
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				awaitLeaveToSend();
				output.write(buffer, 0, count);
			}
			to.shutdownOutput();
		}
		catch (IOException ex) {
			abort(from);
			abort(to);
		}
	}

	private void awaitLeaveToSend() throws IOException {
		this.lock.lock();
		try {
			while (this.mode == Mode.STALL) {
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
