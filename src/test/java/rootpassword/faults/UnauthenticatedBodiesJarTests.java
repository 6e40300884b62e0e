package rootpassword.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Facade;
import rootpassword.kit.FirstResets;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unauthenticated bodies of 300 MB of every kind to every kind of path, on both ports of
 * the jar. Nothing of them stays in the heap, in a file or in the log.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class UnauthenticatedBodiesJarTests {

	private static final long LENGTH = 300L << 20;

	private static final List<String> TYPES = List.of("application/json", "application/x-www-form-urlencoded",
			"multipart/form-data; boundary=b", "application/octet-stream", "text/plain", "", "a/b/c;;=\"");

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
			"TRACE", "QUERY", "FOO");

	private static final List<String> OPEN = List.of("/password-policy", "/docs", "/openapi.json");

	private static final List<String> CLOSED = List.of("/instances/dds-a/root-password",
			"/instances/dds-a/root-password/validation", "/instances/dds-a/root-password/attempts", "/nowhere",
			"/error");

	private static final List<String> OPEN_MANAGEMENT = List.of("/actuator/health", "/actuator/prometheus",
			"/actuator/sbom");

	private static final List<String> CLOSED_MANAGEMENT = List.of("/nowhere");

	private static final List<String> FRAMINGS = List.of("", "Content-Length: " + LENGTH + "\r\n",
			"Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\nContent-Length: " + LENGTH + "\r\n");

	private static final byte[] PIECE = ("--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n"
			+ "password=Canary!4711&a=%zz&".repeat(2400))
		.getBytes(StandardCharsets.US_ASCII);

	private final ProviderStub provider = ProviderStub.start();

	private Path directory;

	private JarProcess jar;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.directory = directory;
		Path temporary = Files.createDirectory(directory.resolve("tmp"));
		Path working = Files.createDirectory(directory.resolve("work"));
		this.jar = JarProcess.startPackaged(working,
				List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Djava.io.tmpdir=" + temporary),
				Facade.properties(Database.h2In(directory), this.provider));
		FirstResets.awaitAccepted((instance) -> this.jar.reset(instance, "Correct!Horse7"));
		// Loads the classes that every answer needs
		send(new Request(false, "GET", "/nowhere", "", ""));
		send(new Request(true, "GET", "/actuator/prometheus", "", ""));
	}

	@AfterAll
	void stop() {
		this.jar.close();
		this.provider.close();
	}

	@Test
	void leaveNothingBehind() {
		// Tomcat keeps 50 of the processors, each with buffers for headers of 24 KiB
		leavesNothing(12, () -> {
			List<Request> requests = requests();
			Map<Request, String> wrong = new HashMap<>();
			ConcurrentLinkedQueue<Request> left = new ConcurrentLinkedQueue<>(requests);
			inParallel(128, (one) -> {
				for (Request request = left.poll(); request != null; request = left.poll()) {
					String answer = send(request);
					if (!request.isAnsweredBy(answer)) {
						synchronized (wrong) {
							wrong.put(request, answer.substring(0, Math.min(300, answer.length())));
						}
					}
				}
			});
			assertThat(wrong).as("of %d", requests.size()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /nowhere?a=%zz HTTP/1.1", "POST /password-policy?a=%zz HTTP/1.1",
			"GET /docs?a=%zz HTTP/1.1", "GET /nowhere HTTP/1.1\r\nCookie: a=Canary!4711\0",
			"GET /nowhere HTTP/1.1\r\nAuthorization Canary!4711", "GET /<Canary!4711> HTTP/1.1", "\u0016\u0003\u0001",
			"GET /nowhere HTTP/1.1\r\nContent-Type: application/json;charset=Canary!4711",
			"POST /nowhere HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz", "headers", "OPTIONS * HTTP/1.1" })
	void malformedRequestsLeaveNothingBehind(String start) {
		String head = start.equals("headers")
				? "GET /nowhere HTTP/1.1\r\n" + IntStream.range(0, 2000).mapToObj((i) -> "X" + i + ": x\r\n").toList()
				: start;
		leavesNothing(8, () -> inParallel(4, (one) -> {
			for (int i = 0; i < 25; i++) {
				for (int port : List.of(this.jar.port(), this.jar.managementPort())) {
					String answer = exchange(port, head + "\r\nHost: a\r\nConnection: close\r\n\r\n", "");
					assertThat(answer).matches("(?s)HTTP/1.1 [24]\\d\\d .*").doesNotContain("Canary");
				}
			}
		}));
	}

	@Test
	void endlessBodiesAreCutOffAndDoNotDelayCallers() {
		// Tomcat keeps 50 processors of 0.1 MB each, and as many connections' buffers
		leavesNothing(24, () -> {
			long start = System.nanoTime();
			ConcurrentLinkedQueue<Duration> cut = new ConcurrentLinkedQueue<>();
			CountDownLatch open = new CountDownLatch(1000);
			CompletableFuture<Void> strangers = CompletableFuture.runAsync(() -> inParallel(2000, (one) -> {
				// Only some of them find room on the management port
				boolean api = one % 2 == 0;
				if (stays(api ? this.jar.port() : this.jar.managementPort(), api ? 30_000 : 2000, one % 20 == 0,
						open)) {
					cut.add(Duration.ofNanos(System.nanoTime() - start));
				}
			}));
			awaitAtMost(Duration.ofMinutes(1), open);
			// A pause of this machine may fail one
			assertThat(IntStream.range(0, 3)
				.anyMatch((again) -> this.jar.reset("dds-beside" + again, "Correct!Horse7").status() == 200)).isTrue();
			strangers.join();
			System.out.printf("%d cut off, the last after %s%n", cut.size(), cut.stream().sorted().toList().getLast());
			assertThat(cut).hasSizeGreaterThan(1100);
		});
	}

	/**
	 * Sends the beginning of a body, and waits until the answer ends.
	 * @param patience how long it waits for room, in milliseconds
	 */
	private static boolean stays(int port, int patience, boolean drips, CountDownLatch open) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", port), patience);
			socket.setSoTimeout(Math.max(7000, patience));
			socket.getOutputStream()
				.write("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\na"
					.getBytes(StandardCharsets.US_ASCII));
			int first = socket.getInputStream().read();
			// Longer than a connection may stay
			socket.setSoTimeout(20_000);
			open.countDown();
			long start = System.nanoTime();
			Thread drip = Thread.ofVirtual().unstarted(() -> drip(socket));
			if (drips) {
				drip.start();
			}
			assertThat((char) first + readAll(socket)).startsWith("HTTP/1.1 401");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(11));
			drip.interrupt();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void awaitAtMost(Duration time, CountDownLatch latch) {
		try {
			assertThat(latch.await(time.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private void leavesNothing(long mebibytes, Runnable what) {
		long heap = heap();
		List<String> files = files();
		int lines = this.jar.log().size();
		long start = System.nanoTime();
		what.run();
		assertThat(this.jar.isAlive()).isTrue();
		long after = heap();
		List<String> written = List.copyOf(this.jar.log()).subList(lines, this.jar.log().size());
		System.out.printf("Heap %d -> %d KiB, %d lines of log%n", heap >> 10, after >> 10, written.size());
		assertThat(after).isLessThan(heap + (mebibytes << 20));
		assertThat(files()).isEqualTo(files);
		assertThat(written).noneMatch((line) -> line.contains("Canary"));
		long minutes = Duration.ofNanos(System.nanoTime() - start).toMinutes();
		// Jobs report a slow ledger; the other lines are limited per minute
		assertThat(written.stream().filter((line) -> !line.contains(" scheduled-")))
			.hasSizeLessThan(12 + 5 * (int) minutes);
	}

	private long heap() {
		this.jar.jcmd("GC.run");
		String answer = send(new Request(true, "GET", "/actuator/prometheus", "", ""));
		return answer.lines()
			.filter((line) -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
			.mapToLong((line) -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	private List<String> files() {
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.map(Path::toString).sorted().toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static List<Request> requests() {
		List<Request> requests = new ArrayList<>();
		for (String type : TYPES) {
			for (String method : METHODS) {
				for (String framing : FRAMINGS) {
					String headers = (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
					Stream.concat(OPEN.stream(), CLOSED.stream())
						.forEach((path) -> requests.add(new Request(false, method, path, headers, framing)));
					Stream.concat(OPEN_MANAGEMENT.stream(), CLOSED_MANAGEMENT.stream())
						.forEach((path) -> requests.add(new Request(true, method, path, headers, framing)));
				}
			}
		}
		return requests;
	}

	private String send(Request request) {
		return exchange(request.management() ? this.jar.managementPort() : this.jar.port(),
				"%s %s HTTP/1.1\r\nHost: a\r\n%s%s%s\r\n".formatted(request.method(), request.path(), request.headers(),
						request.framing(), request.framing().isEmpty() ? "Connection: close\r\n" : ""),
				request.framing());
	}

	/** Sends until the server closes its side, and returns the answer. */
	private static String exchange(int port, String head, String framing) {
		try (Socket socket = new Socket()) {
			// Less for the kernel to buffer
			socket.setSendBufferSize(PIECE.length);
			socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
			socket.setSoTimeout(20_000);
			try {
				OutputStream output = socket.getOutputStream();
				output.write(head.getBytes(StandardCharsets.US_ASCII));
				byte[] length = framing.contains("chunked")
						? (Integer.toHexString(PIECE.length) + "\r\n").getBytes(StandardCharsets.US_ASCII)
						: new byte[0];
				for (long sent = 0; !head.endsWith("close\r\n\r\n") && sent < LENGTH; sent += PIECE.length) {
					output.write(length);
					output.write(PIECE);
					output.write("\r\n".getBytes(StandardCharsets.US_ASCII), 0, (length.length > 0) ? 2 : 0);
				}
			}
			catch (IOException ex) {
				// Closed by the server, as expected
			}
			return readAll(socket);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String readAll(Socket socket) {
		StringBuilder answer = new StringBuilder();
		byte[] buffer = new byte[8192];
		try {
			for (int count = 0; count >= 0; count = socket.getInputStream().read(buffer)) {
				answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
			}
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("The server does not end the connection", ex);
		}
		catch (IOException ex) {
			// Reset after the answer
		}
		return answer.toString();
	}

	private static void drip(Socket socket) {
		try {
			while (true) {
				Thread.sleep(200);
				socket.getOutputStream().write('a');
			}
		}
		catch (IOException | InterruptedException ex) {
			// Closed by the server
		}
	}

	private static void inParallel(int threads, Consumer<Integer> task) {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			IntStream.range(0, threads)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> task.accept(i), executor))
				.toList()
				.forEach(CompletableFuture::join);
		}
	}

	private record Request(boolean management, String method, String path, String headers, String framing) {

		boolean isAnsweredBy(String answer) {
			boolean open = OPEN.contains(this.path) || (this.management && OPEN_MANAGEMENT.contains(this.path));
			boolean reads = this.method.equals("GET") || this.method.equals("HEAD");
			String head = answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n")));
			if (open && reads) {
				// Endpoints of Spring may refuse the body
				return head.startsWith("HTTP/1.1 200")
						|| this.management && answer.matches("(?s)(HTTP/1.1 100 \\R\\R)?HTTP/1.1 (200|400|413|415) .*");
			}
			if (!head.startsWith(open ? "HTTP/1.1 405" : "HTTP/1.1 401")) {
				return false;
			}
			return head.contains("Content-Type: application/problem+json") && !answer.contains("Canary")
					&& (!open || head.contains("Allow: GET, HEAD") || head.contains("Allow: GET,HEAD"));
		}

	}

}
