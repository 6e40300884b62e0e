package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A receiver of the webhook on 127.0.0.1. It stores each batch whose signature is right,
 * before it answers, and a test can kill it.
 */
public final class WebhookReceiver implements AutoCloseable {

	public static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

	private final List<Batch> batches = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger forged = new AtomicInteger();

	private volatile HttpServer server;

	private final Map<String, String> hashes = new ConcurrentHashMap<>();

	private volatile boolean comparing;

	private volatile int status = 204;

	private volatile String retryAfter = "0";

	private volatile CountDownLatch answer = new CountDownLatch(0);

	private WebhookReceiver(HttpServer server) {
		this.server = server;
		serve();
	}

	public static WebhookReceiver start() {
		return new WebhookReceiver(listen(0));
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/trail");
	}

	public String[] properties() {
		return new String[] { "root-password.export.webhook.url=" + url(),
				"root-password.export.webhook.secret=" + SECRET };
	}

	/** Answers so from now on, and stores nothing unless it is 2xx. */
	public void answer(int status) {
		this.status = status;
	}

	/** Answers 409 to another row under an index that has arrived. */
	public WebhookReceiver comparing() {
		this.comparing = true;
		return this;
	}

	/** Answers so from now on, and asks for a wait. */
	public void answer(int status, String retryAfter) {
		this.retryAfter = retryAfter;
		answer(status);
	}

	/** Stores what comes from now on, but answers only after the latch. */
	public void answerAfter(CountDownLatch latch) {
		this.answer = latch;
	}

	/** Cuts all connections, in the middle of a request or not, and refuses new ones. */
	public void kill() {
		this.server.stop(0);
	}

	/** Starts again on the same port. */
	public void restart() {
		int port = this.server.getAddress().getPort();
		// Another program may have the port for a moment
		this.server = await().pollDelay(Duration.ZERO).ignoreExceptions().until(() -> listen(port), Objects::nonNull);
		serve();
	}

	public int requests() {
		return this.requests.get();
	}

	public List<Batch> batches() {
		return this.batches;
	}

	/** The indexes of all rows in the order in which they arrived. */
	public List<Long> indexes() {
		return this.batches.stream().flatMap((batch) -> batch.indexes().stream()).toList();
	}

	/**
	 * Fails unless every row has arrived, for the first time in order, and the order went
	 * back at most so many times.
	 */
	public void check(long rows, int seams) {
		assertThat(this.forged).hasValue(0);
		check(indexes(), rows, seams);
	}

	static void check(List<Long> indexes, long rows, int seams) {
		long next = 0;
		int back = 0;
		long previous = -1;
		for (long index : indexes) {
			assertThat(index).as("no gap").isLessThanOrEqualTo(next);
			back += (index != previous + 1) ? 1 : 0;
			next = Math.max(next, index + 1);
			previous = index;
		}
		assertThat(next).as("all rows").isEqualTo(rows);
		assertThat(back).as("places where rows repeat").isLessThanOrEqualTo(seams);
	}

	@Override
	public void close() {
		this.answer.countDown();
		kill();
	}

	private void serve() {
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/trail", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		byte[] body = exchange.getRequestBody().readAllBytes();
		int answered = this.status;
		if (!isSigned(exchange, body)) {
			this.forged.incrementAndGet();
			answered = 401;
		}
		else if (this.comparing && JsonMapper.shared().readTree(body).valueStream().anyMatch(this::isAnotherRow)) {
			answered = 409;
		}
		else if (answered < 300) {
			this.batches.add(new Batch(exchange.getRequestHeaders().getFirst("webhook-id"),
					exchange.getRequestHeaders().getFirst("content-type"), JsonMapper.shared().readTree(body)));
		}
		try {
			this.answer.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		exchange.getResponseHeaders().set("Location", url().toString());
		exchange.getResponseHeaders().set("Retry-After", this.retryAfter);
		exchange.sendResponseHeaders(answered, -1);
		exchange.close();
	}

	private boolean isAnotherRow(JsonNode event) {
		String hash = event.at("/data/unmapped/leaf_hash").stringValue();
		String place = event.path("source").stringValue() + " " + event.path("sequence").stringValue();
		return !this.hashes.computeIfAbsent(place, (key) -> hash).equals(hash);
	}

	private static boolean isSigned(HttpExchange exchange, byte[] body) {
		String signed = exchange.getRequestHeaders().getFirst("webhook-id") + "."
				+ exchange.getRequestHeaders().getFirst("webhook-timestamp") + ".";
		return List.of(exchange.getRequestHeaders().getFirst("webhook-signature").split(" "))
			.contains("v1," + hmac(signed, body));
	}

	private static String hmac(String head, byte[] body) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
			mac.update(head.getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static HttpServer listen(int port) {
		try {
			return HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A request with events.
	 */
	public record Batch(String id, String contentType, JsonNode events) {

		public List<Long> indexes() {
			return this.events.valueStream()
				.map((event) -> Long.valueOf(event.path("sequence").stringValue()))
				.toList();
		}

	}

}
