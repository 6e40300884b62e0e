package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.Proofs;

/**
 * A C2SP tlog-witness for one log. It checks signature and consistency proof before it
 * cosigns, unless a test has told it what to answer next.
 */
public final class WitnessStub implements AutoCloseable {

	private static final String NAME = "witness.example";

	private final KeyPair keys = newKeys();

	private final Queue<Lie> lies = new ConcurrentLinkedQueue<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final VerifierKey log;

	private final HttpServer server;

	private Checkpoint seen;

	private WitnessStub(VerifierKey log, HttpServer server) {
		this.log = log;
		this.server = server;
		this.seen = new Checkpoint(log.name(), 0, Hash.EMPTY_ROOT);
	}

	public static WitnessStub start(VerifierKey log) {
		try {
			WitnessStub witness = new WitnessStub(log, HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
			witness.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
			witness.server.createContext("/log/add-checkpoint", witness::handle);
			witness.server.start();
			return witness;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The prefix for submissions. */
	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/log");
	}

	public VerifierKey verifierKey() {
		byte[] encoded = this.keys.getPublic().getEncoded();
		byte[] typed = Arrays.copyOfRange(encoded, encoded.length - 33, encoded.length);
		typed[0] = 4;
		return VerifierKey.parse(NAME + "+%08x+".formatted(id(typed)) + Base64.getEncoder().encodeToString(typed));
	}

	/** Answers the next request so, whatever it contains. */
	public void next(int status, String body, String... headers) {
		this.lies.add(new Lie(status, body, List.of(headers)));
	}

	public int requests() {
		return this.requests.get();
	}

	/** The cosignature of a text by this witness. */
	public String cosignature(String text) {
		long time = System.currentTimeMillis() / 1000;
		byte[] encoded = this.keys.getPublic().getEncoded();
		byte[] typed = Arrays.copyOfRange(encoded, encoded.length - 33, encoded.length);
		typed[0] = 4;
		try {
			Signature signature = Signature.getInstance("Ed25519");
			signature.initSign(this.keys.getPrivate());
			signature.update(("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8));
			byte[] blob = ByteBuffer.allocate(76).putInt(id(typed)).putLong(time).put(signature.sign()).array();
			return "\u2014 " + NAME + " " + Base64.getEncoder().encodeToString(blob) + "\n";
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private synchronized void handle(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		Lie lie = this.lies.poll();
		if (lie != null) {
			for (int i = 0; i < lie.headers.size(); i += 2) {
				exchange.getResponseHeaders().set(lie.headers.get(i), lie.headers.get(i + 1));
			}
			answer(exchange, lie.status, lie.body);
			return;
		}
		int end = body.indexOf("\n\n");
		List<String> head = body.substring(0, end).lines().toList();
		SignedNote note = SignedNote.parse(body.substring(end + 2));
		Checkpoint checkpoint = Checkpoint.parse(note.text());
		long old = Long.parseLong(head.getFirst().substring("old ".length()));
		if (!checkpoint.origin().equals(this.log.name())) {
			answer(exchange, 404, "");
		}
		else if (!note.verifiedBy(this.log)) {
			answer(exchange, 403, "");
		}
		else if (old != this.seen.size()) {
			exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
			answer(exchange, 409, this.seen.size() + "\n");
		}
		else if (!Proofs.verifyConsistency(old, this.seen.root(), checkpoint.size(), checkpoint.root(),
				head.stream().skip(1).map(Hash::parse).toList())) {
			answer(exchange, 422, "");
		}
		else {
			this.seen = checkpoint;
			answer(exchange, 200, cosignature(note.text()));
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private static int id(byte[] typed) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update((NAME + "\n").getBytes(StandardCharsets.UTF_8));
			return ByteBuffer.wrap(digest.digest(typed)).getInt();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyPair newKeys() {
		try {
			return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record Lie(int status, String body, List<String> headers) {
	}

}
