package rootpassword.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ThrowawayCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * TLS with exactly the settings of docs/OPERATIONS.md, and with its files in the layout
 * of a Secret that Kubernetes mounts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsTests {

	private final ThrowawayCertificate first = ThrowawayCertificate.of("ip:127.0.0.1");

	private final ThrowawayCertificate second = ThrowawayCertificate.of("ip:127.0.0.1");

	private final ThrowawayCertificate client = ThrowawayCertificate.of("dns:client");

	private final ProviderStub provider = ProviderStub.start();

	private Path secret;

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.secret = Files.createDirectory(directory.resolve("tls"));
		mount("first", this.first);
		for (String file : new String[] { "tls.crt", "tls.key", "ca.crt" }) {
			Files.createSymbolicLink(this.secret.resolve(file), Path.of("..data", file));
		}
		Path settings = Files.writeString(directory.resolve("tls.yaml"),
				documentedSettings().replace("/etc/tls/", this.secret + "/"));
		this.facade = Facade.start(Database.h2In(directory), this.provider, "spring.config.import=file:" + settings,
				"spring.ssl.bundle.watch.file.quiet-period=100ms");
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@Test
	@Order(1)
	void servesCallersWithACertificateAndAToken() {
		HttpResponse<String> answer = reset(this.client.context(this.first), Facade.PORTAL);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
		assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
		assertThat(this.facade.trail()).last().satisfies((row) -> assertThat(row).containsEntry("caller", "portal"));
	}

	@Test
	@Order(1)
	void needsATokenBesidesTheCertificate() {
		assertThat(reset(this.client.context(this.first), "wrong").statusCode()).isEqualTo(401);
	}

	@Test
	@Order(1)
	void refusesOtherCertificates() {
		for (SSLContext context : List.of(this.first.trusted(), this.second.context(this.first))) {
			// The end of the connection may hide the alert
			await().until(() -> {
				Throwable refusal = catchThrowable(() -> reset(context, Facade.PORTAL));
				assertThat(refusal).isInstanceOf(UncheckedIOException.class);
				return String.valueOf(refusal.getCause().getMessage()).contains("certificate");
			});
		}
	}

	@Test
	@Order(1)
	void answersPlainHttpWithoutHtml() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", this.facade.uri("/").getPort())) {
			socket.getOutputStream()
				.write("GET /canary HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("<", "canary");
		}
	}

	@Test
	@Order(1)
	void servesProbesOverPlainHttp() {
		assertThat(this.facade.get(this.facade.managementUri("/actuator/health/liveness")).status()).isEqualTo(200);
	}

	@Test
	@Order(2)
	void usesANewCertificateWithoutARestart() throws IOException {
		SSLContext trustsSecond = this.client.context(this.second);
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> reset(trustsSecond, Facade.PORTAL));
		mount("second", this.second);
		await().ignoreException(UncheckedIOException.class)
			.until(() -> reset(trustsSecond, Facade.PORTAL).statusCode() == 200);
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> reset(this.client.context(this.first), Facade.PORTAL));
	}

	/** As Kubernetes does: a new directory, then one link that is swapped. */
	private void mount(String version, ThrowawayCertificate certificate) throws IOException {
		Path files = Files.createDirectory(this.secret.resolve(".." + version));
		certificate.write(files.resolve("tls.crt"), files.resolve("tls.key"));
		this.client.write(files.resolve("ca.crt"), null);
		Path link = Files.createSymbolicLink(this.secret.resolve("..data_tmp"), files.getFileName());
		Files.move(link, this.secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
	}

	private HttpResponse<String> reset(SSLContext context, String token) {
		URI uri = URI.create("https://127.0.0.1:" + this.facade.uri("/").getPort() + "/instances/dds-a/root-password");
		try (HttpClient http = HttpClient.newBuilder().sslContext(context).build()) {
			return http.send(HttpRequest.newBuilder(uri)
				.POST(HttpRequest.BodyPublishers.ofString(Facade.body("Correct!Horse7")))
				.headers("Authorization", "Bearer " + token, "Content-Type", "application/json")
				.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String documentedSettings() throws IOException {
		Matcher yaml = Pattern.compile("```yaml\n(server:\n  port: 8443\n.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("docs/OPERATIONS.md")));
		assertThat(yaml.find()).isTrue();
		return yaml.group(1);
	}

}
