package rootpassword.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Facade;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;

import static org.awaitility.Awaitility.await;

/**
 * Every configured URL is called as it is written: an escape is not escaped again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrittenUrlsTests {

	private final Set<String> called = ConcurrentHashMap.newKeySet();

	private final ProviderStub provider = ProviderStub.start();

	private final WitnessStub witness = WitnessStub.start(EvidenceKey.verifierKey());

	private HttpServer server;

	private Facade facade;

	@BeforeAll
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			this.called.add(exchange.getRequestURI().toString());
			exchange.getRequestBody().readAllBytes();
			exchange.sendResponseHeaders(500, -1);
			exchange.close();
		});
		this.server.start();
		this.facade = Facade.start(Database.postgres(), this.provider, "root-password.evidence.interval=100ms",
				"root-password.export.webhook.url=" + url("/hook%2F1?code=abc%3D%3D"),
				"root-password.export.webhook.secret=" + WebhookReceiver.SECRET,
				"root-password.export.otlp.enabled=true",
				"management.opentelemetry.logging.export.otlp.endpoint=" + url("/logs%2F1?code=abc%3D%3D"),
				"root-password.evidence.witnesses[0].url=" + url("/wit%20ness"),
				"root-password.evidence.witnesses[0].key=" + this.witness.verifierKey(),
				"root-password.issuers[0].issuer=" + url("/My%20Realm"), "root-password.issuers[0].audience=a",
				"root-password.issuers[1].issuer=" + url("/other"), "root-password.issuers[1].audience=a",
				"root-password.issuers[1].jwk-set-uri=" + url("/keys%20here?a=%26"));
		this.facade.reset("dds-url1", "Correct!Horse7");
		for (String issuer : new String[] { "/My%20Realm", "/other" }) {
			this.facade.post("/instances/dds-url1/root-password", token(url(issuer)), "{}");
		}
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
		this.witness.close();
		this.server.stop(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/hook%2F1?code=abc%3D%3D", "/logs%2F1?code=abc%3D%3D", "/wit%20ness/add-checkpoint",
			"/My%20Realm/.well-known/openid-configuration", "/keys%20here?a=%26" })
	void isCalledAsItIsWritten(String target) {
		await().until(() -> this.called.contains(target));
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

	/** Only the issuer's keys could tell that its signature is wrong. */
	private static String token(String issuer) {
		return base64("{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"JWT\"}") + "."
				+ base64("{\"iss\":\"" + issuer + "\",\"aud\":\"a\",\"sub\":\"s\",\"exp\":9999999999}") + ".AAAA";
	}

	private static String base64(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
	}

}
