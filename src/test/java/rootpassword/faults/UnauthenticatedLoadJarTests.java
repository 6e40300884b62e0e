package rootpassword.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.StatementCounter;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unauthenticated requests at full speed. Callers are still served, and the load reaches
 * neither the ledger nor the issuer, the log or the heap. {@code -Dtest.abuse=PT20S}
 * makes it longer.
 */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class UnauthenticatedLoadJarTests {

	private static final Duration ABUSE = Duration.parse(System.getProperty("test.abuse", "PT3S"));

	private static final int STRANGERS = 8;

	private static final int CALLERS = 4;

	private static final int CALIBRATION = 50;

	/** One of them must meet every limit of time; a busy machine makes one slow. */
	private static final int ROUNDS = 5;

	private final AtomicInteger asked = new AtomicInteger();

	private long heapAtFirst;

	private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();

	@Test
	void leavesNoTraceAndDoesNotDelayCallers(CapturedOutput output) throws Exception {
		Database database = Database.postgres();
		RSAKey key = new RSAKeyGenerator(2048).keyID("good").generate();
		HttpServer issuer = issuer(key);
		String name = "http://127.0.0.1:" + issuer.getAddress().getPort();
		try (ProviderStub provider = ProviderStub.start();
				StatementCounter ledger = StatementCounter.before(database);
				Facade facade = Facade.start(ledger.database(), provider, "root-password.issuers[0].issuer=" + name,
						"root-password.issuers[0].audience=root-password",
						"root-password.issuers[0].jwk-set-uri=" + name, "root-password.limits.per-instance=off",
						"root-password.limits.per-caller=off", "root-password.ledger.lease=1m")) {
			List<byte[]> requests = requests(tokens(key, name));
			IntStream.range(0, 100).forEach((i) -> facade.reset("dds-warm" + i % 7, "Correct!Horse7"));
			abuse(facade, requests, Duration.ofSeconds(1), "dds-warm");
			long start = System.nanoTime();
			for (int round = 1;; round++) {
				try {
					round(facade, ledger, requests, round);
					break;
				}
				catch (AssertionError ex) {
					if (round == ROUNDS) {
						throw ex;
					}
					System.out.println("Once more: " + ex.getMessage());
				}
			}
			double minutes = (System.nanoTime() - start) / 60e9;
			// 503 for a key that the issuer may have since the last fetch of its keys
			assertThat(this.answers).containsKey(401);
			assertThat(Set.of(401, 503)).containsAll(this.answers.keySet());
			assertThat(facade.trail("caller is distinct from 'portal' or instance = 'dds-stranger'")).isEmpty();
			assertThat(output.getOut().lines().filter((line) -> line.contains("Authentication failed")))
				.hasSizeLessThan(100 + (int) (80 * minutes));
		}
		finally {
			issuer.stop(0);
		}
	}

	private void round(Facade facade, StatementCounter ledger, List<byte[]> requests, int round) {
		long before = ledger.statements();
		IntStream.range(0, CALIBRATION).forEach((i) -> facade.reset("dds-alone" + round + i % 7, "Correct!Horse7"));
		double perReset = (ledger.statements() - before) / (double) CALIBRATION;
		// About six to open and four to settle, with both ends of their transactions, and
		// now
		// and then a scheduled task's
		assertThat(perReset).isBetween(10.0, 16.0);

		List<Call> calls = new ArrayList<>();
		long[] heap = new long[3];
		before = ledger.statements();
		int asked = this.asked.get();
		long refusedBefore = refused();
		long start = System.nanoTime();
		for (int part = 0; part < heap.length; part++) {
			calls.addAll(abuse(facade, requests, ABUSE.dividedBy(heap.length), "dds-caller" + round));
			System.gc();
			heap[part] = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
		}
		// The base for all rounds, so that a leak shows
		this.heapAtFirst = (this.heapAtFirst == 0) ? heap[0] : this.heapAtFirst;
		double seconds = (System.nanoTime() - start) / 1e9;
		long refused = refused() - refusedBefore;
		long unexplained = Math.round(ledger.statements() - before - perReset * calls.size());
		Duration p99 = calls.stream().map(Call::took).sorted().toList().get(calls.size() * 99 / 100);
		System.out.printf(
				"Strangers for %s: %d requests refused, %.0f/s, beside %d resets, p99 %d ms; "
						+ "%.1f statements per reset and %d others; heap %s MiB; issuer asked %d times%n",
				ABUSE, refused, refused * 1000.0 / ABUSE.toMillis(), calls.size(), p99.toMillis(), perReset,
				unexplained, Arrays.toString(heap), this.asked.get() - asked);

		assertThat(calls).extracting(Call::status).containsOnly(200);
		assertThat(refused).isGreaterThan(50 * ABUSE.toSeconds());
		// Only the scheduled tasks of the ledger, and no statement per request
		assertThat(unexplained).isLessThan(50 + Math.round(20 * seconds)).isLessThan(refused / 2);
		assertThat(p99).isLessThan(Duration.ofSeconds(1));
		assertThat(heap[2]).isLessThan(this.heapAtFirst + Math.max(16, this.heapAtFirst / 5));
		assertThat(this.asked.get() - asked).isLessThan(4 + (int) seconds);
	}

	private long refused() {
		return this.answers.getOrDefault(401, new AtomicLong()).get();
	}

	/** Returns the answers to the authenticated callers. */
	private List<Call> abuse(Facade facade, List<byte[]> requests, Duration duration, String prefix) {
		long end = System.nanoTime() + duration.toNanos();
		List<Call> calls = Collections.synchronizedList(new ArrayList<>());
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<Void>> all = new ArrayList<>();
			for (int i = 0; i < STRANGERS; i++) {
				int first = i;
				all.add(CompletableFuture.runAsync(() -> strangers(facade, requests, first, end), threads));
			}
			for (int i = 0; i < CALLERS; i++) {
				String instance = prefix + "x" + i;
				all.add(CompletableFuture.runAsync(() -> {
					while (System.nanoTime() < end) {
						long start = System.nanoTime();
						int status = facade.reset(instance, "Correct!Horse7").status();
						calls.add(new Call(status, Duration.ofNanos(System.nanoTime() - start)));
						LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
					}
				}, threads));
			}
			all.forEach(CompletableFuture::join);
		}
		return calls;
	}

	private void strangers(Facade facade, List<byte[]> requests, int first, long end) {
		int i = first;
		while (System.nanoTime() < end) {
			// Tomcat closes a connection after a hundred answers
			try (Socket socket = new Socket("127.0.0.1", facade.uri("/").getPort())) {
				socket.setTcpNoDelay(true);
				InputStream input = new BufferedInputStream(socket.getInputStream());
				do {
					socket.getOutputStream().write(requests.get(i++ % requests.size()));
				}
				while (readAnswer(input) && System.nanoTime() < end);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/** Returns whether another may follow. */
	private boolean readAnswer(InputStream input) throws IOException {
		int status = Integer.parseInt(readLine(input).split(" ")[1]);
		this.answers.computeIfAbsent(status, (any) -> new AtomicLong()).incrementAndGet();
		int length = -1;
		boolean open = true;
		for (String line = readLine(input); !line.isEmpty(); line = readLine(input)) {
			String header = line.toLowerCase(Locale.ROOT);
			open &= !header.equals("connection: close");
			length = header.startsWith("content-length:") ? Integer.parseInt(line.substring(15).strip()) : length;
		}
		if (length >= 0) {
			input.readNBytes(length);
			return open;
		}
		for (int size = 1; size > 0;) {
			size = Integer.parseInt(readLine(input), 16);
			input.readNBytes(size + 2);
		}
		return open;
	}

	private static String readLine(InputStream input) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = input.read(); c != '\n'; c = input.read()) {
			if (c < 0) {
				throw new IOException("Hung up after: " + line);
			}
			line.append((char) c);
		}
		return line.toString().strip();
	}

	private static List<byte[]> requests(List<String> tokens) {
		return tokens.stream().map((token) -> {
			String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
			String body = Facade.body("Correct!Horse7");
			return ("POST /instances/dds-stranger/root-password HTTP/1.1\r\nHost: a\r\n" + authorization
					+ "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.US_ASCII);
		}).toList();
	}

	private static List<String> tokens(RSAKey key, String issuer) throws Exception {
		RSAKey other = new RSAKeyGenerator(2048).keyID("unknown").generate();
		RSAKey impostor = new RSAKey.Builder(other).keyID(key.getKeyID()).build();
		Date late = new Date(System.currentTimeMillis() - 3_600_000);
		Date soon = new Date(System.currentTimeMillis() + 3_600_000);
		return List.of("", "wrong", "x".repeat(4000), "a.b.c", signed(key, issuer, late), signed(other, issuer, soon),
				signed(impostor, issuer, soon), signed(key, "https://idp.example.com", soon),
				new PlainJWT(claims(issuer, soon)).serialize(), signed(key, issuer, soon).replaceAll("[^.]*$", "AAAA"));
	}

	private static String signed(RSAKey key, String issuer, Date expires) throws Exception {
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
				claims(issuer, expires));
		token.sign(new RSASSASigner(key));
		return token.serialize();
	}

	private static JWTClaimsSet claims(String issuer, Date expires) {
		return new JWTClaimsSet.Builder().issuer(issuer)
			.audience("root-password")
			.subject("alice")
			.expirationTime(expires)
			.build();
	}

	private HttpServer issuer(RSAKey key) throws IOException {
		byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
		HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		issuer.createContext("/", (exchange) -> {
			this.asked.incrementAndGet();
			exchange.sendResponseHeaders(200, keys.length);
			exchange.getResponseBody().write(keys);
			exchange.close();
		});
		issuer.start();
		return issuer;
	}

	/**
	 * An answer to an authenticated caller.
	 */
	private record Call(int status, Duration took) {
	}

}
