package rootpassword.kit.database;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy to PostgreSQL that counts the statements of all its clients.
 */
public final class StatementCounter implements AutoCloseable {

	private static final int SSL_REQUEST = 80877103;

	private static final int GSS_REQUEST = 80877104;

	private final AtomicLong statements = new AtomicLong();

	private final ServerSocket server;

	private final Database database;

	private StatementCounter(ServerSocket server, Database database) {
		this.server = server;
		this.database = database;
	}

	public static StatementCounter before(Database database) throws IOException {
		StatementCounter counter = new StatementCounter(new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1")),
				database);
		Thread.ofPlatform().daemon().start(counter::accept);
		return counter;
	}

	/** The same database, through this proxy. */
	public Database database() {
		return this.database.onPort(this.server.getLocalPort());
	}

	/** The number of executed statements, including commits. */
	public long statements() {
		return this.statements.get();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private void accept() {
		int port = this.database.port();
		while (!this.server.isClosed()) {
			try {
				Socket near = this.server.accept();
				Socket far = new Socket("127.0.0.1", port);
				far.setTcpNoDelay(true);
				near.setTcpNoDelay(true);
				Thread.ofPlatform().daemon().start(() -> carryAndCount(near, far));
				Thread.ofPlatform().daemon().start(() -> carry(far, near));
			}
			catch (IOException ex) {
				// Closed, which ends the loop
			}
		}
	}

	private void carryAndCount(Socket near, Socket far) {
		try (near;
				far;
				DataInputStream input = new DataInputStream(near.getInputStream());
				DataOutputStream output = new DataOutputStream(far.getOutputStream())) {
			boolean started = false;
			while (true) {
				byte[] type = started ? new byte[] { input.readByte() } : new byte[0];
				int length = input.readInt();
				byte[] message = input.readNBytes(length - Integer.BYTES);
				byte[] whole = ByteBuffer.allocate(type.length + length).put(type).putInt(length).put(message).array();
				if (started) {
					// Execute, or a simple query
					this.statements.addAndGet((type[0] == 'E' || type[0] == 'Q') ? 1 : 0);
				}
				else {
					int code = ByteBuffer.wrap(message).getInt();
					started = code != SSL_REQUEST && code != GSS_REQUEST;
				}
				// Counted before: the client may have the answer at once
				output.write(whole);
			}
		}
		catch (IOException ex) {
			// One side has closed
		}
	}

	private static void carry(Socket far, Socket near) {
		try {
			far.getInputStream().transferTo(near.getOutputStream());
			near.close();
		}
		catch (IOException ex) {
			// One side has closed
		}
	}

}
