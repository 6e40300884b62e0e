package rootpassword.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

/**
 * The receiver that {@code docs/STREAMS.md} offers, which needs Python.
 */
@Execution(ExecutionMode.CONCURRENT)
class StreamsTests {

	private static final Path PROGRAM = Path.of("docs/examples/receiver.py").toAbsolutePath();

	@TempDir
	Path directory;

	private URI url;

	private Process program;

	@BeforeEach
	void startFirst() {
		assumeThatCode(() -> new ProcessBuilder("python3", "--version").start().waitFor())
			.as("python3 for docs/examples/receiver.py")
			.doesNotThrowAnyException();
		await().until(() -> {
			try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
				this.url = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
			}
			return start();
		});
	}

	@AfterEach
	void kill() {
		this.program.destroyForcibly().onExit().join();
	}

	@Test
	void itStoresEachRowOnceThoughItIsKilled() throws IOException {
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(Database.h2In(this.directory), provider,
						"root-password.evidence.interval=100ms", "root-password.export.webhook.url=" + this.url,
						"root-password.export.webhook.secret=" + WebhookReceiver.SECRET)) {
			reset(facade, "dds-py1");
			awaitRows(2);
			kill();
			Files.writeString(trail(), "{\"half\": ", StandardOpenOption.APPEND);
			reset(facade, "dds-py2");
			await().until(this::start);
			awaitRows(4);
			assertThat(Files.readString(trail())).contains("dds-py1", "dds-py2").doesNotContain("half");
		}
	}

	@Test
	void itVerifiesSignatureOrderAndRepeats() throws Exception {
		String now = String.valueOf(Instant.now().getEpochSecond());
		assertThat(post(event(0), now, event(1))).as("another body").isEqualTo(401);
		assertThat(post(event(0), "1000000000", event(0))).as("an old request").isEqualTo(401);
		assertThat(post(event(1), now, event(1))).as("a gap").isEqualTo(409);
		assertThat(post(event(0), now, event(0))).isEqualTo(204);
		assertThat(post(event(0), now, event(0))).as("a repeat").isEqualTo(204);
		assertThat(post(event(1), now, event(1))).isEqualTo(204);
		assertThat(sequences()).containsExactly(0, 1);
	}

	@Test
	void itNoticesThatRowsWereLostAndTakesTheNewOrigin() throws Exception {
		String now = String.valueOf(Instant.now().getEpochSecond());
		for (int i = 0; i < 4; i++) {
			assertThat(post(event(i), now, event(i))).isEqualTo(204);
		}
		String other = event("one", 2, "another row");
		assertThat(post(other, now, other)).as("an index again").isEqualTo(409);
		kill();
		await().until(this::start);
		assertThat(post(other, now, other)).as("an index again").isEqualTo(409);
		assertThat(post(event(3), now, event(3))).as("a repeat").isEqualTo(204);
		String gap = event("two", 5, "row");
		assertThat(post(gap, now, gap)).isEqualTo(409);
		for (int i = 2; i < 6; i++) {
			String renamed = event("two", i, "another row");
			assertThat(post(renamed, now, renamed)).isEqualTo(204);
		}
		assertThat(sequences()).containsExactly(0, 1, 2, 3, 2, 3, 4, 5);
	}

	private static void reset(Facade facade, String instance) {
		Answer answer = facade.reset(instance, "Correct!Horse7");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
	}

	/** Returns whether it listens. It ends if something else took its port. */
	private boolean start() throws IOException {
		ProcessBuilder python = new ProcessBuilder("python3", PROGRAM.toString(), String.valueOf(this.url.getPort()))
			.directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("receiver.log").toFile());
		python.environment().put("WEBHOOK_SECRET", WebhookReceiver.SECRET);
		this.program = python.start();
		String now = String.valueOf(Instant.now().getEpochSecond());
		await().until(() -> !this.program.isAlive() || post("[]", now, "[]") == 204);
		return this.program.isAlive();
	}

	private void awaitRows(int rows) {
		// A line may be half written
		await().ignoreExceptions()
			.untilAsserted(() -> assertThat(sequences()).isEqualTo(IntStream.range(0, rows).boxed().toList()));
	}

	private List<Integer> sequences() throws IOException {
		return Files.readAllLines(trail())
			.stream()
			.map((line) -> Integer.valueOf(JsonMapper.shared().readTree(line).path("sequence").stringValue()))
			.toList();
	}

	private Path trail() {
		return this.directory.resolve("trail.jsonl");
	}

	private int post(String body, String timestamp, String signedBody) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
		byte[] signature = mac.doFinal(("id." + timestamp + "." + signedBody).getBytes(StandardCharsets.UTF_8));
		try (HttpClient http = HttpClient.newHttpClient()) {
			return http
				.send(HttpRequest.newBuilder(this.url)
					.timeout(Duration.ofSeconds(10))
					.header("webhook-id", "id")
					.header("webhook-timestamp", timestamp)
					.header("webhook-signature", "v1,AAAA v1," + Base64.getEncoder().encodeToString(signature))
					.POST(HttpRequest.BodyPublishers.ofString(body))
					.build(), HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
		catch (IOException ex) {
			// Not listening yet, or something else is
			return 0;
		}
	}

	private static String event(int sequence) {
		return event("one", sequence, "row " + sequence);
	}

	private static String event(String origin, int sequence, String hash) {
		return "[{\"source\":\"%s\",\"sequence\":\"%016d\",\"data\":{\"unmapped\":{\"leaf_hash\":\"%s\"}}}]"
			.formatted(origin, sequence, hash);
	}

}
