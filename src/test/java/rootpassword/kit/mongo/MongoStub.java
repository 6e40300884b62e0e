package rootpassword.kit.mongo;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * A stand-in for an instance on 127.0.0.1: MongoDB's wire protocol with SCRAM, as far as
 * a login needs it, and the ways in which a peer can break it. Its BSON is the driver's
 * own.
 */
public final class MongoStub implements AutoCloseable {

	private static final int OP_MSG = 2013;

	private final ServerSocket listener;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private final List<Long> logins = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger refusals = new AtomicInteger();

	private volatile String password = "";

	private volatile List<String> mechanisms = List.of("SCRAM-SHA-1", "SCRAM-SHA-256");

	private volatile Behaviour behaviour = Behaviour.USUAL;

	private MongoStub(ServerSocketFactory factory) {
		try {
			this.listener = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		Thread.ofVirtual().start(this::accept);
	}

	public static MongoStub start() {
		return start(ServerSocketFactory.getDefault());
	}

	public static MongoStub start(ServerSocketFactory factory) {
		return new MongoStub(factory);
	}

	/** The password that is accepted from now on. */
	public MongoStub password(String password) {
		this.password = password;
		return this;
	}

	/** Refuses this number of logins, as if the change had not happened yet. */
	public MongoStub refuseNext(int logins) {
		this.refusals.set(logins);
		return this;
	}

	/** The mechanisms that it names; none means that it names nothing at all. */
	public MongoStub offer(String... mechanisms) {
		this.mechanisms = List.of(mechanisms);
		return this;
	}

	public MongoStub behave(Behaviour behaviour) {
		this.behaviour = behaviour;
		return this;
	}

	/** As root-password.login-check.addresses names it. */
	public String address() {
		return "{instance}.instances.example:" + this.listener.getLocalPort();
	}

	public int connections() {
		return this.connections.get();
	}

	/** How many connections the client has not closed. */
	public int openConnections() {
		return this.open.size();
	}

	/** When each login began, in nanoseconds. */
	public List<Long> logins() {
		return List.copyOf(this.logins);
	}

	/** Everything that arrived, one byte a character. */
	public synchronized String received() {
		return this.received.toString(StandardCharsets.ISO_8859_1);
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

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				this.open.add(socket);
				this.connections.incrementAndGet();
				Thread.ofVirtual().start(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream input = new DataInputStream(socket.getInputStream());
			ScramServer scram = new ScramServer(this.password);
			while (true) {
				byte[] message = read(input);
				ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
				BsonDocument command = new RawBsonDocument(message, 21, message.length - 21);
				BsonDocument answer = answer(command, scram, socket);
				socket.getOutputStream().write(written(answer, header.getInt(4)));
			}
		}
		catch (IOException | RuntimeException ex) {
			// The client has closed the connection, or the behaviour says so
		}
		finally {
			this.open.remove(socket);
		}
	}

	private BsonDocument answer(BsonDocument command, ScramServer scram, Socket socket) throws IOException {
		String step = command.getFirstKey();
		this.behaviour.before(step, socket);
		return switch (step) {
			case "hello", "isMaster" -> hello();
			case "saslStart" -> {
				this.logins.add(System.nanoTime());
				byte[] first = command.getBinary("payload").getData();
				yield conversation(
						this.behaviour.challenge(scram.start(command.getString("mechanism").getValue(), first)),
						this.behaviour == Behaviour.DONE_AT_ONCE);
			}
			case "saslContinue" -> end(command.getBinary("payload").getData(), scram);
			default -> ok();
		};
	}

	private BsonDocument hello() {
		BsonDocument hello = ok().append("isWritablePrimary", BsonBoolean.TRUE)
			.append("ismaster", BsonBoolean.TRUE)
			.append("helloOk", BsonBoolean.TRUE)
			.append("maxBsonObjectSize", new BsonInt32(16777216))
			.append("maxMessageSizeBytes", new BsonInt32(48000000))
			.append("maxWriteBatchSize", new BsonInt32(100000))
			.append("connectionId", new BsonInt64(7))
			.append("minWireVersion", new BsonInt32(0))
			.append("maxWireVersion", new BsonInt32(21));
		if (!this.mechanisms.isEmpty()) {
			hello.append("saslSupportedMechs", new BsonArray(this.mechanisms.stream().map(BsonString::new).toList()));
		}
		return hello;
	}

	private BsonDocument end(byte[] proof, ScramServer scram) {
		if (proof.length == 0) {
			return conversation("", this.behaviour != Behaviour.NEVER_ENDS);
		}
		boolean known = this.refusals.getAndUpdate((left) -> Math.max(0, left - 1)) == 0 && scram.accepts(proof);
		if (!known && !this.behaviour.acceptsEverybody) {
			return new BsonDocument("ok", new BsonDouble(0)).append("errmsg", new BsonString("Authentication failed."))
				.append("code", new BsonInt32(18))
				.append("codeName", new BsonString("AuthenticationFailed"));
		}
		// Servers before 4.4 expect an empty message at the end
		return conversation(this.behaviour.signature(scram.signature()),
				!this.mechanisms.isEmpty() && this.behaviour != Behaviour.NEVER_ENDS);
	}

	private static BsonDocument conversation(String payload, boolean done) {
		return ok().append("conversationId", new BsonInt32(1))
			.append("done", new BsonBoolean(done))
			.append("payload", new BsonBinary(payload.getBytes(StandardCharsets.UTF_8)));
	}

	private static BsonDocument ok() {
		return new BsonDocument("ok", new BsonDouble(1));
	}

	private byte[] read(DataInputStream input) throws IOException {
		int length = Integer.reverseBytes(input.readInt());
		if (length < 26 || length > 1 << 20) {
			throw new IOException("Not the protocol");
		}
		byte[] message = new byte[length];
		input.readFully(message, 4, message.length - 4);
		synchronized (this) {
			this.received.write(message);
		}
		return message;
	}

	private static byte[] written(BsonDocument document, int request) {
		ByteBuffer body = new RawBsonDocument(document, new org.bson.codecs.BsonDocumentCodec()).getByteBuffer()
			.asNIO();
		ByteBuffer message = ByteBuffer.allocate(21 + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
		return message.putInt(message.capacity())
			.putInt(request + 1000)
			.putInt(request)
			.putInt(OP_MSG)
			.putInt(0)
			.put((byte) 0)
			.put(body)
			.array();
	}

}
