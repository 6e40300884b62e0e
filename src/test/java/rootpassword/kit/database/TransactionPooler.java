package rootpassword.kit.database;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A pooler between clients and a PostgreSQL that asks for no password: all clients share
 * one session of the server, as with PgBouncer in transaction mode. A client keeps the
 * session to the end of its transaction.
 */
public final class TransactionPooler implements AutoCloseable {

	private static final int WITHOUT_ENCRYPTION = 80_877_103;

	private static final int WITHOUT_GSS = 80_877_104;

	/** The last byte of the server's message "ready for query". */
	private static final byte OUTSIDE_TRANSACTION = 'I';

	private static final byte[] ROLLBACK = { 'Q', 0, 0, 0, 13, 'r', 'o', 'l', 'l', 'b', 'a', 'c', 'k', 0 };

	private final ServerSocket clients = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Socket server;

	private byte[] greeting = {};

	private TransactionPooler(int port) throws IOException {
		this.server = new Socket("127.0.0.1", port);
		Thread.ofVirtual().start(this::accept);
	}

	/** Leads to the server of the database. */
	public static TransactionPooler to(Database database) throws IOException {
		return new TransactionPooler(database.port());
	}

	public int port() {
		return this.clients.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.clients.close();
		this.server.close();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.clients.accept();
				Thread.ofVirtual().start(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket client) {
		try (client) {
			DataInputStream input = new DataInputStream(client.getInputStream());
			byte[] start = input.readNBytes(input.readInt() - 4);
			int code = new DataInputStream(new ByteArrayInputStream(start)).readInt();
			if (code == WITHOUT_ENCRYPTION || code == WITHOUT_GSS) {
				client.getOutputStream().write('N');
				start = input.readNBytes(input.readInt() - 4);
			}
			synchronized (this) {
				if (this.greeting.length == 0) {
					DataOutputStream output = new DataOutputStream(this.server.getOutputStream());
					output.writeInt(start.length + 4);
					output.write(start);
					this.greeting = messagesUntil('Z', 'Z', new DataInputStream(this.server.getInputStream()));
				}
			}
			client.getOutputStream().write(this.greeting);
			while (true) {
				byte[] query = messagesUntil('Q', 'S', input);
				synchronized (this) {
					serveTransaction(query, input, client.getOutputStream());
				}
			}
		}
		catch (IOException ex) {
			// The client has gone
		}
	}

	private void serveTransaction(byte[] firstQuery, DataInputStream input, OutputStream client) throws IOException {
		byte[] answer = ask(firstQuery);
		try {
			client.write(answer);
			while (answer[answer.length - 1] != OUTSIDE_TRANSACTION) {
				answer = ask(messagesUntil('Q', 'S', input));
				client.write(answer);
			}
		}
		catch (IOException ex) {
			// The client has gone in the middle
			ask(ROLLBACK);
			throw ex;
		}
	}

	private byte[] ask(byte[] query) throws IOException {
		this.server.getOutputStream().write(query);
		return messagesUntil('Z', 'Z', new DataInputStream(this.server.getInputStream()));
	}

	/** Up to a message of one of these types. */
	private static byte[] messagesUntil(char type, char other, DataInputStream input) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream messages = new DataOutputStream(bytes);
		int read;
		do {
			read = input.readUnsignedByte();
			int length = input.readInt();
			messages.writeByte(read);
			messages.writeInt(length);
			messages.write(input.readNBytes(length - 4));
		}
		while (read != type && read != other);
		return bytes.toByteArray();
	}

}
