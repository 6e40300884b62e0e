package rootpassword.alibaba;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.kit.LogWatch;
import rootpassword.kit.provider.RawServer;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class TransportFaultTests {

	/** For peers that never end their answer. */
	private static final Duration DEADLINE = Duration.ofMillis(1500);

	/** For all others: no answer takes as long. */
	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Rejected UNREACHABLE = new Rejected(Rejection.PROVIDER_UNREACHABLE);

	private static final String SUCCESS = "{\"RequestId\":\"06CBD06E-ABC9-4121-AB93-3C3820B3E7E6\"}";

	private static final String SECRET_MESSAGE = "string to sign: %2521canary";

	private static final String ERROR = "{\"RequestId\":\"06CBD06E\",\"HostId\":\"mongodb.aliyuncs.com\","
			+ "\"Code\":\"Forbidden.RAM\",\"Message\":\"" + SECRET_MESSAGE + "\",\"Recommend\":\"https://a.example\"}";

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.alibaba");

	// The first call loads the classes of the SDK, which the tests must not time
	@BeforeAll
	static void loadClasses() {
		try (RawServer server = RawServer.start(close(200, SUCCESS))) {
			AlibabaAccountGateway gateway = GatewayFixture.gateway(GatewayFixture.properties(server.endpoint(), LONG));
			gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
		}
	}

	static Stream<Arguments> answersThatSettleNothing() {
		return Stream.of(arguments("nothing at all", answer("")),
				arguments("reset instead of an answer", (RawServer.Handler) (connection) -> {
					connection.readRequest();
					connection.reset();
				}), arguments("reset within the body", (RawServer.Handler) (connection) -> {
					connection.readRequest();
					connection.send(head(200, SUCCESS.length()) + SUCCESS.substring(0, 20));
					connection.reset();
				}), arguments("200 without an end of the object", close(200, SUCCESS.substring(0, 30))),
				arguments("200 HTML", close(200, "<html><body>" + SECRET_MESSAGE + "</body></html>")),
				arguments("200 empty", close(200, "")), arguments("200 empty object", close(200, "{}")),
				arguments("200 array", close(200, "[" + SUCCESS + "]")),
				arguments("200 string", close(200, "\"RequestId\"")),
				arguments("200 and more", close(200, SUCCESS + "x")),
				arguments("200 twice", close(200, SUCCESS + SUCCESS)),
				arguments("200 duplicate field", close(200, "{\"RequestId\":\"a\",\"RequestId\":\"b\"}")),
				arguments("200 unreadable request id", close(200, "{\"RequestId\":\"a b\"}")),
				arguments("200 numeric request id", close(200, "{\"RequestId\":1}")),
				arguments("200 long request id", close(200, "{\"RequestId\":\"" + "a".repeat(81) + "\"}")),
				arguments("200 with a success that is none", close(200, "{\"RequestId\":\"a\",\"Code\":{}}")),
				arguments("200 XML", close(200, "<R><RequestId>a</RequestId></R>")),
				arguments("200 deep", close(200, "[".repeat(60000))),
				arguments("200 huge", close(200, "{\"RequestId\":\"a\",\"x\":\"" + "x".repeat(70_000) + "\"}")),
				arguments("200 gzip garbage",
						answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close"
								+ "\r\n\r\n\u001f\u008b\b" + SUCCESS)),
				arguments("201", close(201, SUCCESS)), arguments("204", answer("HTTP/1.1 204 No Content\r\n\r\n")),
				arguments("302", redirect(302)), arguments("303", redirect(303)), arguments("307", redirect(307)),
				arguments("308", redirect(308)), arguments("400 empty", close(400, "")),
				arguments("400 malformed", close(400, "{\"Code\":\"Forbidden.RAM\",\"Message\":\"trunc")),
				arguments("400 malformed early", close(400, "{\"Code\":")),
				arguments("400 without code", close(400, "{\"RequestId\":\"a\"}")),
				arguments("400 unreadable code", close(400, "{\"Code\":\"" + SECRET_MESSAGE + "\"}")),
				arguments("400 HTML", close(400, "<html>Squid</html>")), arguments("401", close(401, "")),
				arguments("404 HTML", close(404, "<html>nginx</html>")), arguments("407", close(407, "")),
				arguments("500 empty", close(500, "")), arguments("500 HTML", close(500, "<html>")),
				arguments("502 HTML", close(502, "<html>bad gateway</html>")),
				arguments("503 XML", close(503, "<Error><Code>Throttling</Code></Error>")),
				arguments("not HTTP", answer("SSH-2.0-OpenSSH_9.6\r\n")),
				arguments("broken chunk", answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")));
	}

	static Stream<Arguments> answersWithoutEnd() {
		return Stream.of(arguments("no answer in time", (RawServer.Handler) (connection) -> {
			connection.readRequest();
			connection.awaitEnd();
		}), arguments("no end in time", (RawServer.Handler) (connection) -> {
			connection.readRequest();
			connection.send(head(200, SUCCESS.length()) + SUCCESS.substring(0, SUCCESS.length() - 1));
			connection.awaitEnd();
		}), arguments("slow drip", (RawServer.Handler) (connection) -> {
			connection.readRequest();
			connection.send(head(200, SUCCESS.length()));
			for (char character : SUCCESS.toCharArray()) {
				connection.send(String.valueOf(character));
				connection.stallFor(500);
			}
		}), arguments("chunks without end", (RawServer.Handler) (connection) -> {
			connection.readRequest();
			connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
					+ Integer.toHexString(SUCCESS.length()) + "\r\n" + SUCCESS + "\r\n");
			while (true) {
				connection.send("1\r\n \r\n");
				connection.stallFor(50);
			}
		}), arguments("interim answers without end", (RawServer.Handler) (connection) -> {
			connection.readRequest();
			while (true) {
				connection.send("HTTP/1.1 103 Early Hints\r\n\r\n");
				connection.stallFor(50);
			}
		}), arguments("header without end", (RawServer.Handler) (connection) -> {
			connection.readRequest();
			connection.send("HTTP/1.1 200 OK\r\n");
			while (true) {
				connection.send("X-Y: " + "z".repeat(100) + "\r\n");
				connection.stallFor(10);
			}
		}));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("answersThatSettleNothing")
	void leavesItOpen(String fault, RawServer.Handler handler) {
		assertLeftOpen(handler, LONG);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("answersWithoutEnd")
	void leavesItOpenAtTheDeadline(String fault, RawServer.Handler handler) {
		assertLeftOpen(handler, DEADLINE);
	}

	private void assertLeftOpen(RawServer.Handler handler, Duration deadline) {
		try (RawServer server = RawServer.start(handler)) {
			AlibabaAccountGateway gateway = GatewayFixture
				.gateway(GatewayFixture.properties(server.endpoint(), deadline));
			assertThat(inTime(gateway, deadline.equals(LONG) ? LONG : deadline.plusSeconds(10)))
				.isInstanceOf(Unconfirmed.class);
			assertThat(server.requests()).hasSize(1);
			assertThat(server.connections()).isEqualTo(1);
		}
		assertThat(this.log.warnings()).singleElement().satisfies((warning) -> {
			assertThat(warning.getThrowableProxy()).isNull();
			assertThat(warning.getArgumentArray()[1].toString()).matches("[A-Za-z0-9 ]+");
			assertThat(warning.getFormattedMessage()).doesNotContain("127.0.0.1");
		});
		assertThat(this.log.lines()).noneMatch((line) -> line.contains("anary") || line.contains("Signature"));
	}

	@ParameterizedTest
	@ValueSource(strings = { SUCCESS, ERROR })
	void leavesItOpenWhereverTheAnswerIsCut(String body) {
		String whole = head(body.equals(SUCCESS) ? 200 : 403, body.length()) + body;
		String withoutLength = whole.replaceFirst("Content-Length: \\d+", "Connection: close");
		List<String> answers = new ArrayList<>();
		for (String text : List.of(whole, withoutLength)) {
			for (int length = 0; length < text.length(); length++) {
				answers.add(text.substring(0, length));
			}
		}
		AtomicInteger next = new AtomicInteger();
		try (RawServer server = RawServer.start((connection) -> {
			connection.readRequest();
			connection.send(answers.get(next.getAndIncrement()));
		})) {
			AlibabaAccountGateway gateway = GatewayFixture.gateway(GatewayFixture.properties(server.endpoint(), LONG));
			for (String answer : answers) {
				assertThat(inTime(gateway)).as(answer).isInstanceOf(Unconfirmed.class);
			}
			assertThat(server.requests()).hasSameSizeAs(answers);
		}
	}

	@Test
	void acceptsAnAnswerThatEndsWithTheConnection() {
		try (RawServer server = RawServer.start(close(200, SUCCESS))) {
			AlibabaAccountGateway gateway = GatewayFixture.gateway(GatewayFixture.properties(server.endpoint(), LONG));
			assertThat(inTime(gateway)).isInstanceOf(Accepted.class);
		}
	}

	@Test
	void sendsNothingWhenTheConnectionIsRefused() throws IOException {
		int port;
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			port = closed.getLocalPort();
		}
		AlibabaAccountGateway gateway = GatewayFixture.gateway(GatewayFixture.properties("127.0.0.1:" + port, LONG));
		assertThat(inTime(gateway)).isEqualTo(UNREACHABLE);
		assertThat(this.log.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.getArgumentArray()[1]).isEqualTo("no connection"));
	}

	@Test
	void sendsNothingWhenTheConnectionIsNotAccepted() throws IOException {
		List<Socket> queue = new ArrayList<>();
		try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			AlibabaAccountGateway gateway = GatewayFixture
				.gateway(new AlibabaProperties("127.0.0.1:" + busy.getLocalPort(), ProtocolType.HTTP, null, false,
						SignatureVersion.V1, Duration.ofMillis(300), LONG, 512));
			fill(busy, queue);
			assertThat(inTime(gateway)).isEqualTo(UNREACHABLE);
		}
		finally {
			for (Socket socket : queue) {
				socket.close();
			}
		}
		assertThat(this.log.warnings()).singleElement()
			.satisfies((warning) -> assertThat(warning.getArgumentArray()[1]).isEqualTo("connect timeout"));
	}

	@Test
	void sendsNothingToAnUnknownHost() {
		AlibabaProperties properties = new AlibabaProperties("nobody.invalid", ProtocolType.HTTPS, null, false,
				SignatureVersion.V1, Duration.ofMillis(500), LONG, 512);
		AlibabaAccountGateway gateway = GatewayFixture.gateway(properties);
		assertThat(inTime(gateway)).isEqualTo(UNREACHABLE);
	}

	/** A connection that is used twice would sometimes be closed in the same moment. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 20, 100, 1000 })
	void isConfirmedWhereTheProviderClosesIdleConnections(int idleMillis) {
		int resets = 200;
		try (RawServer server = RawServer.start((connection) -> {
			connection.readRequest();
			connection.send(head(200, SUCCESS.length()) + SUCCESS);
			connection.stallFor(idleMillis);
		})) {
			AlibabaAccountGateway gateway = GatewayFixture.gateway(GatewayFixture.properties(server.endpoint(), LONG));
			for (int i = 0; i < resets; i++) {
				assertThat(inTime(gateway)).isInstanceOf(Accepted.class);
			}
			assertThat(server.requests()).hasSize(resets).allMatch((request) -> request.contains("Connection: close"));
			assertThat(server.connections()).isEqualTo(resets);
		}
	}

	@Test
	void endsWithItsThreadsInterruption() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		AtomicReference<ResetOutcome> outcome = new AtomicReference<>();
		try (RawServer server = RawServer.start((connection) -> {
			connection.readRequest();
			received.countDown();
			connection.awaitEnd();
		})) {
			AlibabaAccountGateway gateway = GatewayFixture.gateway(GatewayFixture.properties(server.endpoint(), LONG));
			Thread caller = Thread.ofVirtual().start(() -> {
				ResetOutcome answer = gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
				if (Thread.currentThread().isInterrupted()) {
					outcome.set(answer);
				}
			});
			assertThat(received.await(30, TimeUnit.SECONDS)).isTrue();
			caller.interrupt();
			assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
			assertThat(outcome.get()).isInstanceOf(Unconfirmed.class);
		}
	}

	private static ResetOutcome inTime(AlibabaAccountGateway gateway) {
		return inTime(gateway, LONG);
	}

	private static ResetOutcome inTime(AlibabaAccountGateway gateway, Duration limit) {
		long start = System.nanoTime();
		ResetOutcome outcome = gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
		return outcome;
	}

	// Linux leaves a connection unanswered once the queue is full
	private static void fill(ServerSocket busy, List<Socket> queue) throws IOException {
		while (true) {
			Socket socket = new Socket();
			queue.add(socket);
			try {
				socket.connect(new InetSocketAddress("127.0.0.1", busy.getLocalPort()), 100);
			}
			catch (SocketTimeoutException ex) {
				return;
			}
		}
	}

	private static RawServer.Handler answer(String text) {
		return (connection) -> {
			connection.readRequest();
			connection.send(text);
		};
	}

	private static RawServer.Handler close(int status, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
		byte[] head = ("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
			.getBytes(StandardCharsets.ISO_8859_1);
		byte[] all = Arrays.copyOf(head, head.length + bytes.length);
		System.arraycopy(bytes, 0, all, head.length, bytes.length);
		return (connection) -> {
			connection.readRequest();
			connection.send(all);
		};
	}

	private static RawServer.Handler redirect(int status) {
		return (connection) -> {
			String host = connection.readRequest()
				.lines()
				.filter((line) -> line.startsWith("Host: "))
				.findFirst()
				.get();
			connection.send("HTTP/1.1 " + status + " Elsewhere\r\nLocation: http://" + host.substring(6)
					+ "/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
			connection.readRequest();
		};
	}

	private static String head(int status, int length) {
		return "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
	}

}
