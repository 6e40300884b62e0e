package rootpassword.export;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.export.ExportProperties.Webhook;
import rootpassword.export.Post.RefusedException;
import rootpassword.export.ocsf.OcsfSchema;
import rootpassword.export.ocsf.SampleRows;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.provider.ThrowawayCertificate;
import rootpassword.reset.evidence.SealedRow;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

@Execution(ExecutionMode.CONCURRENT)
class WebhookDestinationTests {

	private static final List<SealedRow> ROWS = List.of(SampleRows.settled(4, "accepted"),
			SampleRows.row(5, "summarised"));

	private static final String OTHER_SECRET = "whsec_" + Base64.getEncoder().encodeToString("x".repeat(24).getBytes());

	private final WebhookReceiver receiver = WebhookReceiver.start();

	private final WebhookDestination destination = destination(this.receiver.url(), WebhookReceiver.SECRET);

	@AfterEach
	void stop() {
		this.receiver.close();
	}

	@Test
	void sendsSignedCloudEvents() throws IOException {
		this.destination.send(ROWS);
		assertThat(this.receiver.indexes()).containsExactly(4L, 5L);
		WebhookReceiver.Batch batch = this.receiver.batches().getFirst();
		assertThat(batch.contentType()).isEqualTo("application/cloudevents-batch+json; charset=utf-8");
		JsonNode event = batch.events().get(0);
		assertThat(event.propertyNames()).containsExactly("specversion", "id", "source", "type", "subject", "time",
				"sequence", "datacontenttype", "data");
		assertThat(event.path("specversion").stringValue()).isEqualTo("1.0");
		assertThat(event.path("id").stringValue()).matches("trail\\.example/<1>/4/[A-Za-z0-9_-]{16}");
		assertThat(event.path("source").stringValue()).isEqualTo("urn:root-password:trail.example%2F%3C1%3E");
		assertThat(event.path("type").stringValue()).isEqualTo("root-password.trail.settled");
		assertThat(event.path("subject").stringValue()).isEqualTo("dds-demo1");
		assertThat(event.path("time").stringValue()).isEqualTo("2026-11-23T14:31:13.219135Z");
		assertThat(event.path("sequence").stringValue()).isEqualTo("0000000000000004");
		assertThat(OcsfSchema.faults(event.path("data").toString())).isEmpty();
		assertThat(event.at("/data/cloud/region").stringValue()).isEqualTo("ap-southeast-1");
		assertThat(batch.events().get(1).has("subject")).isFalse();
	}

	@Test
	void theIdIsThatOfTheRows() throws IOException {
		this.destination.send(ROWS);
		this.destination.send(ROWS);
		this.destination.send(ROWS.subList(0, 1));
		// The same indexes after a restore that lost the first rows
		this.destination.send(List.of(SampleRows.settled(4, "rejected"), ROWS.get(1)));
		assertThat(this.receiver.batches()).extracting(WebhookReceiver.Batch::id)
			.allMatch((id) -> id.matches("trail_[0-9a-f-]{36}_4_[45]"))
			.satisfies((ids) -> assertThat(ids.get(1)).isEqualTo(ids.get(0)).isNotEqualTo(ids.get(2)))
			.satisfies((ids) -> assertThat(ids.get(3)).isNotEqualTo(ids.get(0)));
		assertThat(this.receiver.batches().get(3).events().get(0).path("id"))
			.isNotEqualTo(this.receiver.batches().get(0).events().get(0).path("id"));
	}

	@Test
	void signsWithEachSecretDuringARotation() throws IOException {
		WebhookDestination both = destination(this.receiver.url(), OTHER_SECRET + " " + WebhookReceiver.SECRET);
		WebhookDestination other = destination(this.receiver.url(), OTHER_SECRET);
		both.send(ROWS);
		assertThatIOException().isThrownBy(() -> other.send(ROWS)).withMessage("status 401");
	}

	@ParameterizedTest
	@CsvSource({ "301, true", "302, true", "307, true", "308, true", "400, true", "404, true", "410, true",
			"408, false", "413, false", "425, false", "429, false", "500, false", "503, false" })
	void knowsWhatIsRefusedForGood(int status, boolean isFinal) {
		this.receiver.answer(status);
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.destination.send(ROWS))
			.satisfies((ex) -> assertThat(ex.isFinal()).isEqualTo(isFinal));
		assertThat(this.receiver.requests()).as("no redirect is followed").isOne();
	}

	@Test
	void knowsHowLongTheReceiverAsksToWait() {
		this.receiver.answer(503, "20");
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> this.destination.send(ROWS))
			.satisfies((ex) -> assertThat(ex.retryAfter).isEqualTo(Duration.ofSeconds(20)));
	}

	@Test
	void givesUpOnAReceiverThatDoesNotAnswer() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			WebhookDestination waiting = destination(silent, Duration.ofMillis(300));
			assertThatIOException().isThrownBy(() -> waiting.send(ROWS)).withMessage("read timeout");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n" })
	void believesTheStatusWhateverTheBodyIs(String head) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			WebhookDestination waiting = destination(server, Duration.ofSeconds(10));
			Thread.ofVirtual().start(() -> answerEndlessly(server, head));
			waiting.send(ROWS);
		}
	}

	@Test
	void trustsNoUnknownCertificate() throws IOException {
		HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(ThrowawayCertificate.of("ip:127.0.0.1").context()));
		server.start();
		try {
			WebhookDestination https = destination(
					URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/"), WebhookReceiver.SECRET);
			assertThatIOException().isThrownBy(() -> https.send(ROWS)).withMessage("TLS handshake failed");
		}
		finally {
			server.stop(0);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			http://siem.example/hook         | ok           | url
			https://u:p@siem.example/hook    | ok           | url
			https://siem.example/hook#f      | ok           | url
			ftp://127.0.0.1/hook             | ok           | url
			https:///hook                    | ok           | url
			https://siem.example/hook        | -            | secret
			https://siem.example/hook        | ' '          | secret
			https://siem.example/hook        | Canary4711   | secret
			https://siem.example/hook        | whsec_Canary | secret
			https://siem.example/hook        | whsec_Q2FuYXJ5 | secret
			-                                | ok           | url
			""")
	void refusesAWebhookThatIsNotSafe(String url, String secret, String property) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new Webhook((url != null) ? URI.create(url) : null,
					"ok".equals(secret) ? WebhookReceiver.SECRET : secret))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("root-password.export.webhook." + property);
				assertThat(ex.getValue()).isNull();
				assertThat(ex).hasNoCause();
				assertThat(ex.getMessage()).doesNotContain("Canary");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://siem.example/hook?tenant=a", "http://localhost:9/x", "http://127.1.2.3/x",
			"http://[::1]:9/x" })
	void acceptsSafeWebhooks(String url) {
		assertThat(new Webhook(URI.create(url), " " + WebhookReceiver.SECRET + "  " + OTHER_SECRET + "\n").keys)
			.hasSize(2);
	}

	private static void answerEndlessly(ServerSocket server, String head) {
		try (Socket socket = server.accept()) {
			socket.getInputStream().read();
			OutputStream output = socket.getOutputStream();
			output.write(head.getBytes(StandardCharsets.US_ASCII));
			while (true) {
				output.write(new byte[8192]);
			}
		}
		catch (IOException ex) {
			// The client has seen enough
		}
	}

	private static WebhookDestination destination(ServerSocket server, Duration deadline) {
		return new WebhookDestination(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"),
				new Webhook(null, null).keys, SampleRows.mapper("trail.example"), deadline);
	}

	private static WebhookDestination destination(URI url, String secret) {
		return new WebhookDestination(url, new Webhook(url, secret).keys, SampleRows.mapper("trail.example/<1>"),
				Duration.ofSeconds(10));
	}

}
