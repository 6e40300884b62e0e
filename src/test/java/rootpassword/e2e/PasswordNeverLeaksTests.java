package rootpassword.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import rootpassword.kit.Facade;
import rootpassword.kit.SpanCollector;
import rootpassword.kit.database.Database;
import rootpassword.kit.mongo.MongoStub;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.login.InstancesOnThisMachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends recognisable passwords through every path, with every logger at DEBUG, and
 * searches for them in answers, log, databases, metrics and spans: in clear text, and in
 * each encoding that a library might use.
 */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class PasswordNeverLeaksTests {

	private static final String CANARY = "Canary!4711 %+/pw";

	private static final String SHORT_CANARY = "Cnry!4";

	/** Must not be in metrics and spans; the ledger stores it. */
	private static final String KEY = "Canary-Key-0815";

	private final List<String> answers = new ArrayList<>();

	@Test
	void onAnyPath(@TempDir Path directory, CapturedOutput output) throws Exception {
		Map<String, Database> databases = Map.of("V1", Database.h2In(directory), "V3", Database.postgres());
		Map<String, String> places = new HashMap<>();
		try (ProviderStub provider = ProviderStub.startTwo();
				ActionTrailStub trail = ActionTrailStub.start(provider);
				MongoStub instance = MongoStub.start().password(CANARY);
				SpanCollector collector = SpanCollector.start()) {
			for (String signature : List.of("V1", "V3")) {
				String[] settings = { "logging.level.root=TRACE", "root-password.dds.deadline=2s",
						"root-password.ledger.lease=3s", "debug=true",
						"root-password.dds.signature-version=" + signature, "root-password.limits.per-instance=1000/1h",
						"root-password.limits.per-caller=1000/1m", "root-password.login-check.enabled=true",
						"root-password.login-check.tls=false", "root-password.targets[0].external-id=Canary-External",
						"root-password.targets[0].actiontrail=false",
						"root-password.login-check.addresses=" + instance.address() };
				try (Facade facade = Facade.start(databases.get(signature), provider, InstancesOnThisMachine.class,
						Stream.of(Stream.of(settings), Stream.of(collector.properties()), trail.properties())
							.flatMap(Function.identity())
							.toArray(String[]::new))) {
					send(facade, provider, signature.toLowerCase(java.util.Locale.ROOT));
					// Its events show the passwords
					await().atMost(Duration.ofMinutes(1)).until(() -> !facade.trail("event = 'reconciled'").isEmpty());
					places.put("metrics " + signature, metricsOf(facade));
				}
				// The program exports its last spans when it ends
				places.put("spans", collector.content());
			}
			places.put("instance", instance.received());
		}
		places.put("H2", filesIn(directory));
		places.put("PostgreSQL", rowsOf(databases.get("V3")));
		assertThat(this.answers).hasSizeGreaterThan(50);
		// The search reads the right places
		assertThat(output.getAll()).contains("DEBUG", "dds-v1n1", " at second for ", "unconfirmed");
		assertThat(places.get("H2")).contains("dds-v1n1");
		assertThat(places.get("PostgreSQL")).contains("dds-v3n1", KEY, "trail", "idempotency", "probe");
		assertThat(places.get("spans")).contains("provider call", "unconfirmed", "login check");
		assertThat(places.get("instance")).contains("saslContinue");
		assertThat(places).allSatisfy((place, text) -> {
			if (place.startsWith("metrics") || place.equals("spans")) {
				assertThat(text.contains(KEY)).as(place).isFalse();
			}
		});
		places.put("answers", String.join("\n", this.answers));
		places.put("log", output.getAll());
		List<String> encodings = encodings();
		places.forEach((place, text) -> assertThat(encodings).as(place).noneMatch(text::contains));
	}

	private void send(Facade facade, ProviderStub provider, String run) {
		List<StubAnswer> script = List.of(StubAnswer.asUsual(), StubAnswer.error(400, "InvalidAccountPassword.Format"),
				StubAnswer.error(400, "SignatureDoesNotMatch"), StubAnswer.error(400, "Throttling.User"),
				StubAnswer.error(500, "InternalError"), StubAnswer.of(200, CANARY),
				StubAnswer.of(200, "{\"RequestId\":\"" + CANARY),
				StubAnswer.of(400, "{\"Code\":\"" + CANARY + "\",\"Message\":\"" + CANARY + "\"}"),
				StubAnswer.of(400, "<html>" + CANARY),
				StubAnswer.of(302, "").with("Location", "http://127.0.0.1/?p=" + encoded(CANARY)),
				StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER), StubAnswer.of(Fault.EMPTY_RESPONSE),
				StubAnswer.of(Fault.MALFORMED_RESPONSE_CHUNK), StubAnswer.of(Fault.RANDOM_DATA_THEN_CLOSE),
				StubAnswer.asUsual().after(java.time.Duration.ofMillis(2500)));
		for (int i = 0; i < script.size(); i++) {
			provider.next(script.get(i));
			String instance = "dds-" + run + "n" + i;
			keep(facade.reset(instance, CANARY));
			// Gets the answer in-flight, or another outcome
			keep(facade.reset(instance, CANARY));
		}
		String path = "/instances/dds-" + run + "/root-password";
		for (String keyed : List.of(Facade.body(CANARY), Facade.body(CANARY), Facade.body(CANARY + "x"))) {
			keep(facade.post("/instances/dds-" + run + "keyed/root-password", Facade.PORTAL, keyed, "Idempotency-Key",
					KEY));
		}
		String good = Facade.body(CANARY);
		for (String body : List.of(good + "x", good.replace("}", ",}"), good.replace("}", ",\"password\":1}"),
				"{\"password\":" + CANARY + "}", "{\"" + CANARY + "\":1}", "{\"password\":[\"" + CANARY + "\"]}",
				"{\"password\":\"" + CANARY + "\\ud800é\"}", "{\"password\":\"" + CANARY.repeat(2) + "\"}",
				"{\"password\":\"" + SHORT_CANARY + "\"}", "{\"password\":\"" + CANARY, CANARY,
				"{\"characterType\":\"" + CANARY + "\",\"password\":\"" + CANARY + "\"}", good + " ".repeat(9000))) {
			keep(facade.post(path, Facade.PORTAL, body));
			keep(facade.post(path + "/validation", Facade.PORTAL, body));
			keep(facade.post(path, Facade.BATCH, body));
			keep(facade.post(path, CANARY, body));
		}
		keep(facade.post(path, Facade.PORTAL, good, "Content-Type", "text/plain"));
		keep(facade.post(path, Facade.PORTAL, good, "Content-Type", "application/x-www-form-urlencoded"));
		keep(facade.post(path, Facade.PORTAL, good, "Accept", "text/html"));
		keep(facade.post(path + "/validation", Facade.PORTAL, good, "Idempotency-Key", KEY));
		keep(facade.post("/instances/DDS/root-password", Facade.PORTAL, good));
		keep(facade.post("/nowhere", Facade.PORTAL, good));
	}

	private void keep(Facade.Answer answer) {
		this.answers.add(answer.headers() + "\n" + answer.text());
	}

	private static List<String> encodings() throws Exception {
		List<String> encodings = new ArrayList<>(
				List.of(SHORT_CANARY, Facade.PORTAL, "Canary-External", ProviderStub.ACCESS_KEY_SECRET,
						// Begins every secret and token of an assumed role
						StsStub.SECRET));
		for (String canary : List.of(CANARY, CANARY.replace("/", "\\/"))) {
			byte[] bytes = canary.getBytes(StandardCharsets.UTF_8);
			encodings.addAll(List.of(canary, encoded(canary), encoded(canary).replace("+", "%20"),
					encoded(encoded(canary)), encoded(encoded(canary).replace("+", "%20")),
					// Without its last characters, which depend on the next bytes
					Base64.getEncoder().encodeToString(bytes).substring(0, 20)));
			for (String digest : List.of("MD5", "SHA-1", "SHA-256", "SHA-512")) {
				byte[] hash = MessageDigest.getInstance(digest).digest(bytes);
				encodings.add(HexFormat.of().formatHex(hash));
				encodings.add(Base64.getEncoder().encodeToString(hash));
			}
		}
		return encodings;
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String metricsOf(Facade facade) {
		Facade.Answer scrape = facade.get(facade.managementUri("/actuator/prometheus"));
		assertThat(scrape.text()).contains("root_password_resets_seconds_count");
		return scrape.text();
	}

	/**
	 * Every row of every table as PostgreSQL writes it, binary columns in hexadecimal.
	 */
	private static String rowsOf(Database database) {
		StringBuilder content = new StringBuilder();
		for (String table : database.column(String.class,
				"select tablename from pg_tables where schemaname = 'public'")) {
			content.append(table).append('\n');
			database.column(String.class, "select t::text from \"" + table + "\" t")
				.forEach((row) -> content.append(row).append('\n'));
		}
		return content.toString();
	}

	private static String filesIn(Path directory) throws Exception {
		StringBuilder content = new StringBuilder();
		try (Stream<Path> files = Files.walk(directory)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				content.append(Files.readString(file, StandardCharsets.ISO_8859_1));
			}
		}
		return content.toString();
	}

}
