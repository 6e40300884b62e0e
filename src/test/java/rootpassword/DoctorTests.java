package rootpassword;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.doctor.Check.Needs;
import rootpassword.doctor.Finding;
import rootpassword.doctor.Report;
import rootpassword.kit.IdentityProvider;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.Tokens;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ActionTrailStub;
import rootpassword.kit.provider.RawServer;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.kit.provider.ThrowawayCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Broken set-ups, each with the row that names the fault. The ones of the database are in
 * {@link DoctorOnPostgresTests}.
 */
class DoctorTests {

	private static final String CANARY = "Canary4711";

	/** What to do, by the heading of the row. */
	private static final Map<String, List<String>> EXPLAINED = explained();

	private static final String GONE = "127.0.0.1:1";

	@TempDir
	private Path directory;

	static Stream<Arguments> brokenConfigurations() {
		String target = "root-password.targets[0].";
		return Stream.of(row(
				"fail configuration root-password.dds.endpiont is unknown, the nearest name is root-password.dds.endpoint",
				"root-password.dds.endpiont=a"),
				row("fail configuration root-password.targets[0].instnces is unknown, the nearest name is root-password.targets[i].instances",
						target + "name=a", target + "instnces=*", target + "region=cn-hangzhou",
						"root-password.dds.endpoint"),
				row("fail configuration root-password.dds.deadline must have a unit", "root-password.dds.deadline=10"),
				row("fail configuration root-password.dds.region must not be blank", "root-password.dds.region= "),
				row("fail configuration root-password.dds.protocol must be https",
						"root-password.dds.endpoint=mongodb.invalid"),
				row("fail configuration root-password.dds.region must be one of", "root-password.dds.endpoint",
						"root-password.dds.region=mars-1"),
				row("fail configuration root-password.dds.endpoint must not be set beside", target + "name=a",
						target + "instances=*", target + "region=cn-hangzhou"),
				row("fail configuration root-password.ledger.lease must exceed root-password.dds.deadline",
						"root-password.ledger.lease=10s"),
				row("fail configuration root-password.ledger.attempt-retention must exceed",
						"root-password.ledger.attempt-retention=1d", "root-password.idempotency.retention=48h"),
				row("fail configuration management.server.port must differ", "management.server.port=8080"),
				row("fail configuration spring.datasource.url must be jdbc:postgresql:",
						"spring.datasource.url=jdbc:mysql://h/" + CANARY),
				row("fail configuration spring.datasource.hikari.schema must not be set",
						"spring.datasource.hikari.schema=" + CANARY),
				row("fail configuration A property refers to a variable that is not set", "server.port=${NOT_SET}"),
				row("fail configuration root-password.policy.min-length must be from 8 to 32",
						"root-password.policy.min-length=7"),
				row("fail configuration root-password.secret-keys[0].key must be base64",
						"root-password.secret-keys[0].id=a", "root-password.secret-keys[0].key=" + CANARY),
				row("fail configuration ALIBABA_CLOUD_ACCESS_KEY_SECRET must be set",
						"ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
				row("fail configuration ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
						"ALIBABA_CLOUD_ACCESS_KEY_ID"),
				row("fail configuration ALIBABA_CLOUD_OIDC_TOKEN_FILE must name a readable file",
						"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_ACCESS_KEY_ID",
						"ALIBABA_CLOUD_ROLE_ARN=acs:ram::1:role/r",
						"ALIBABA_CLOUD_OIDC_PROVIDER_ARN=acs:ram::1:oidc-provider/p",
						"ALIBABA_CLOUD_OIDC_TOKEN_FILE=/none"),
				row("fail configuration ALIBABACLOUD_JAVA_CORE_INGNORE_SSL must not be YES",
						"ALIBABACLOUD_JAVA_CORE_INGNORE_SSL=YES"),
				row("fail configuration root-password.export.webhook.secret must be set together",
						"root-password.export.webhook.url=https://hook.invalid/"),
				row("fail configuration root-password.login-check.addresses must name where",
						"root-password.login-check.enabled=true"),
				row("fail configuration root-password.issuers[0].audience must be",
						"root-password.issuers[0].issuer=https://idp.invalid"),
				row("fail callers root-password.callers-file must be a file of valid callers, but it cannot be read",
						"root-password.callers-file=/none"),
				row("fail callers portal[0] has a token that is a published example",
						"root-password.callers[0].token-sha256=" + Tokens.sha256("demo-token")),
				row("warn callers portal[0] can never match, because no issuer",
						"root-password.callers[0].token-sha256", "root-password.callers[0].subject=alice"),
				row("warn callers portal[0] can never match, because no issuer has a groups-claim",
						"root-password.callers[0].token-sha256", "root-password.callers[0].group=dba",
						"root-password.issuers[0].issuer=https://idp.invalid", "root-password.issuers[0].audience=a"),
				row("warn callers portal[0] has no instances", "root-password.callers[0].instances[0]"),
				row("warn callers portal[0] names instances that no target serves: dds-bp1*", target + "name=a",
						target + "instances=dds-2ze*", target + "endpoint=" + GONE, "root-password.dds.endpoint"),
				row("warn callers there is none", "root-password.callers[0].name",
						"root-password.callers[0].token-sha256", "root-password.callers[0].instances[0]"),
				row("fail evidence-key root-password.evidence.key-file names the key file /none cannot be read",
						"root-password.evidence.key-file=/none"),
				row("fail anchor-file /none/anchors is not writable",
						"root-password.evidence.anchor-file=/none/anchors"),
				row("fail room 0 MiB are free on the disk of the ledger",
						"spring.datasource.url=jdbc:h2:file:/proc/none/ledger"));
	}

	@ParameterizedTest
	@MethodSource("brokenConfigurations")
	void namesTheFaultOfAConfiguration(String row, String[] properties) {
		try (DoctorFixture fixture = DoctorFixture.offline(this.directory).set(properties)) {
			assertFinds(row, fixture);
		}
	}

	@Test
	void namesAllFaultsOfAConfigurationAtOnce() {
		try (DoctorFixture fixture = DoctorFixture.offline(this.directory)
			.set("root-password.limts.per-caller=5/1m", "root-password.policy.min-length=3",
					"root-password.ledger.lease=1s")) {
			assertThat(fixture.report().rows()).extracting(Object::toString)
				.filteredOn((row) -> row.startsWith("fail configuration"))
				.hasSize(3);
		}
	}

	static Stream<Arguments> brokenNetworks() {
		String issuer = "root-password.issuers[0].";
		return Stream.of(
				broken("fail permission[default] the call was not sent",
						(it) -> it.set("root-password.dds.endpoint=" + GONE)),
				broken("fail endpoint[default] TCP: the port refuses connections",
						(it) -> it.set("root-password.dds.endpoint=" + GONE)),
				broken("fail endpoint[default] DNS: the host cannot be resolved (mongodb.invalid)",
						(it) -> it.set("root-password.dds.endpoint=mongodb.invalid",
								"root-password.dds.protocol=https")),
				broken("fail endpoint[default] TLS: the handshake fails",
						(it) -> it.set("root-password.dds.protocol=https")),
				broken("fail clock[default] the clock of this machine is 1",
						(it) -> it.clockOff(Duration.ofMinutes(20))),
				broken("warn clock[default] the clock of this machine is 1",
						(it) -> it.clockOff(Duration.ofMinutes(-2))),
				broken("fail permission[default] InvalidTimeStamp.Expired",
						(it) -> it.refuse(400, "InvalidTimeStamp.Expired")),
				broken("fail permission[default] SignatureDoesNotMatch",
						(it) -> it.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + CANARY)),
				broken("fail credentials[default] SignatureDoesNotMatch",
						(it) -> it.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + CANARY)),
				broken("fail credentials[default] InvalidAccessKeyId.NotFound",
						(it) -> it.set("ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI" + CANARY)),
				broken("fail credentials[default] InvalidSecurityToken.Malformed",
						(it) -> it.set("ALIBABA_CLOUD_SECURITY_TOKEN=" + CANARY)),
				broken("fail permission[default] Forbidden.RAM", (it) -> it.refuse(403, "Forbidden.RAM")),
				broken("warn permission[default] InvalidRegionId", (it) -> it.refuse(400, "InvalidRegionId")),
				broken("warn permission[default] no answer that can be read",
						(it) -> it.provider.always(StubAnswer.of(502, "<html>" + CANARY))),
				broken("fail permission[default] an instance that does not exist was reset",
						(it) -> it.provider.know("dds-doctor0000000000")),
				broken("fail credentials[default] TCP: the port refuses connections (" + GONE + ")",
						(it) -> it.set("root-password.sts.endpoint=" + GONE)),
				broken("warn credentials[default] HTTP 200 without a code",
						(it) -> it.sts.always(StubAnswer.of(200, "<html>" + CANARY))),
				broken("fail credentials[far] no valid key to sign with: HTTP 403 NoPermission",
						(it) -> it.set("root-password.targets[0].name=far", "root-password.targets[0].instances=*",
								"root-password.targets[0].endpoint=" + it.provider.endpoint(),
								"root-password.dds.endpoint", "root-password.targets[0].role-arn=" + StsStub.ROLE)),
				broken("fail issuer http://" + GONE + " gives no keys: no connection",
						(it) -> it.set(issuer + "issuer=http://" + GONE, issuer + "audience=a")),
				broken("fail issuer https://idp.invalid gives no keys: unknown host",
						(it) -> it.set(issuer + "issuer=https://idp.invalid", issuer + "audience=a")),
				broken("skipped login-check no instance is known yet",
						(it) -> it.set("root-password.login-check.enabled=true",
								"root-password.login-check.addresses={instance}1.mongodb.invalid:3717")),
				broken("fail export TCP: the port refuses connections",
						(it) -> it.set("root-password.export.webhook.url=http://" + GONE + "/",
								"root-password.export.webhook.secret=whsec_" + "A".repeat(32))),
				broken("fail export the collector refuses log records with HTTP 400",
						(it) -> it.set("root-password.export.otlp.enabled=true",
								"management.opentelemetry.logging.export.otlp.endpoint=http://"
										+ it.provider.endpoint())),
				broken("fail witness TCP: the port refuses connections",
						(it) -> it.set("root-password.evidence.witnesses[0].url=http://" + GONE,
								"root-password.evidence.witnesses[0].key=" + witnessKey())));
	}

	@ParameterizedTest
	@MethodSource("brokenNetworks")
	void namesTheFaultOfANetworkOrProvider(String row, Consumer<DoctorFixture> fault) {
		try (DoctorFixture fixture = DoctorFixture.onNewH2(this.directory)) {
			fault.accept(fixture);
			assertFinds(row, fixture);
		}
	}

	@Test
	void namesTheFaultOfACertificateAndOfAProxy() {
		ThrowawayCertificate ours = ThrowawayCertificate.of("ip:127.0.0.1");
		ThrowawayCertificate others = ThrowawayCertificate.of("dns:mongodb.example");
		ThrowawayCertificate expired = ThrowawayCertificate.expired("ip:127.0.0.1");
		ThrowawayCertificate expiredOfCa = ThrowawayCertificate.expiredOfCa("ip:127.0.0.1");
		assertTls(ours, "warn endpoint[default] 127.0.0.1:", (it) -> it.trust(ours));
		assertTls(ours, "fail endpoint[default] TLS: the certificate is of a CA that this JVM does not trust", (it) -> {
		});
		assertTls(others, "fail endpoint[default] TLS: the certificate is for another host", (it) -> it.trust(others));
		assertTls(expired, "fail endpoint[default] TLS: the certificate has expired", (it) -> it.trust(expired));
		assertTls(expiredOfCa, "fail endpoint[default] TLS: the certificate has expired",
				(it) -> it.trust(expiredOfCa));
		try (RawServer proxy = RawServer.start((connection) -> {
			connection.readRequest();
			connection.send("HTTP/1.1 407 " + CANARY + "\r\nContent-Length: 0\r\n\r\n");
		})) {
			assertTls(ours,
					"fail endpoint[default] proxy: " + proxy.endpoint()
							+ " refuses the tunnel, proxy answered HTTP 407",
					(it) -> it.trust(ours).proxy(proxy.endpoint()));
		}
		assertTls(ours, "fail endpoint[default] TCP: the port of the proxy " + GONE + " refuses connections",
				(it) -> it.trust(ours).proxy(GONE));
	}

	@Test
	void namesTheFaultOfAnIssuer() throws Exception {
		try (IdentityProvider idp = IdentityProvider.start();
				DoctorFixture fixture = DoctorFixture.onNewH2(this.directory)) {
			fixture.set("root-password.issuers[0].issuer=" + idp.issuer(), "root-password.issuers[0].audience=a");
			assertFinds("ok issuer " + idp.issuer() + " has 1 keys", fixture);
			String secret = new OctetSequenceKeyGenerator(256).generate().toString();
			idp.answer(IdentityProvider.KEYS, WireMock.okJson("{\"keys\":[" + secret + "]}"));
			assertFinds("fail issuer " + idp.issuer() + " has only symmetric keys", fixture);
			idp.answer(IdentityProvider.KEYS, WireMock.okJson(CANARY));
			assertFinds("fail issuer " + idp.issuer() + " gives no keys: invalid response", fixture);
			idp.answer(IdentityProvider.DISCOVERY, WireMock.okJson("{\"issuer\":\"x\",\"jwks_uri\":\"https://x/\"}"));
			assertFinds("fail issuer " + idp.issuer() + " gives no keys: the discovery document names another issuer",
					fixture);
			idp.answer(IdentityProvider.DISCOVERY, WireMock.notFound());
			assertFinds("fail issuer " + idp.issuer() + " gives no keys: status 404", fixture);
		}
	}

	@Test
	void namesTheFaultOfActionTrail() {
		try (DoctorFixture fixture = DoctorFixture.onNewH2(this.directory);
				ActionTrailStub trail = ActionTrailStub.start(fixture.provider)) {
			fixture.set(trail.properties().toArray(String[]::new));
			assertFinds("ok actiontrail[default]", fixture);
			trail.next(StubAnswer.error(403, "NoPermission"));
			assertFinds("fail actiontrail[default] NoPermission", fixture);
			fixture.set("root-password.actiontrail.endpoint=" + GONE);
			assertFinds("fail actiontrail[default] no answer: no connection", fixture);
		}
	}

	@Test
	void endsAlthoughAServerDoesNotAnswer() {
		try (DoctorFixture fixture = DoctorFixture.onNewH2(this.directory);
				TcpProxy silent = TcpProxy.to(Integer.parseInt(fixture.provider.endpoint().split(":")[1]))) {
			silent.stall();
			fixture.set("root-password.dds.endpoint=127.0.0.1:" + silent.port());
			Report report = new Doctor(fixture.setup()).report(Needs.CALL, null, Duration.ofSeconds(1));
			assertThat(report.rows()).extracting(Object::toString)
				.contains("fail permission[default] no answer in time")
				.anyMatch((row) -> row.startsWith("ok credentials[default]"));
		}
	}

	@Test
	void optionsLeaveChecksOut() {
		try (DoctorFixture fixture = DoctorFixture.onNewH2(this.directory)) {
			assertFinds("skipped permission[default] not checked", fixture.allow(Needs.NETWORK));
			assertThat(fixture.provider.resets()).noneMatch((reset) -> reset.instance() != null);
			fixture.provider.forget();
			assertFinds("skipped endpoint[default] not checked", fixture.allow(Needs.NOTHING));
			assertThat(fixture.provider.resets()).isEmpty();
			assertThat(fixture.sts.calls()).hasSize(1);
		}
	}

	@Test
	void aRightSetUpOnH2IsOk() throws IOException {
		try (DoctorFixture fixture = DoctorFixture.onNewH2(this.directory)) {
			Report report = fixture.report();
			assertThat(report.rows()).extracting(Object::toString).allMatch((row) -> row.startsWith("ok "));
			assertThat(report.exitCode()).isZero();
			assertThat(DoctorFixture.table(report))
				.contains("account 1234567890123456, acs:ram::1234567890123456:user/reset")
				.doesNotContain("->", "testsecret");
		}
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).isEmpty();
		}
	}

	static Stream<Arguments> commandLines() {
		return Stream.of(arguments(0, "{\"", "--json --offline"),
				arguments(0, "ok       configuration", "--offline --target default"),
				arguments(1, "fail     configuration", "--offline --server.port=x"),
				arguments(2, "Not checked: spring.config has a file",
						"--spring.config.import=file:DIRECTORY/broken.yaml"),
				arguments(2, "Not checked: spring.config.import or another location",
						"--spring.config.import=file:/none.yaml"),
				arguments(2, "Not checked: no target", "--target other"), arguments(2, "Usage: doctor", "--target"),
				arguments(2, "Usage: doctor", "--jsn"), arguments(2, "Usage: doctor", "offline"));
	}

	@ParameterizedTest
	@MethodSource("commandLines")
	void answersWithTheExitCode(int exitCode, String printed, String options) throws IOException {
		Files.writeString(this.directory.resolve("broken.yaml"), "a:\n\tb: " + CANARY);
		try (DoctorFixture fixture = DoctorFixture.offline(this.directory)) {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			PrintStream both = new PrintStream(out);
			String[] arguments = Stream
				.of(Stream.of("doctor"), fixture.arguments(),
						Stream.of(options.replace("DIRECTORY", this.directory.toString()).split(" ")))
				.flatMap((part) -> part)
				.toArray(String[]::new);
			assertThat(OperatorCommands.run(arguments, both, both)).as(out.toString()).isEqualTo(exitCode);
			assertThat(out.toString()).startsWith(printed).doesNotContain("Exception", "testsecret", "\u001B");
		}
	}

	@Test
	void readsAnH2LedgerUnlessItsServiceRuns() throws IOException {
		Database ledger = Database.h2In(this.directory).migrate();
		Path file = this.directory.resolve("ledger.mv.db");
		byte[] before = Files.readAllBytes(file);
		try (DoctorFixture fixture = DoctorFixture.offline(ledger)
			.allow(Needs.NOTHING)
			.set("root-password.secret-keys[0].id=a", "root-password.secret-keys[0].key=" + "A".repeat(44),
					"root-password.evidence.key-file=" + EvidenceKey.file())) {
			for (String row : List.of("ok ledger H2", "ok schema the tables suit", "ok fingerprint-key",
					"ok seal no row yet")) {
				assertFinds(row, fixture);
			}
			assertFinds("fail fingerprint-key root-password.secret-keys is not set, and the key file",
					fixture.set("root-password.secret-keys[0].id", "root-password.secret-keys[0].key"));
			assertThat(file).hasBinaryContent(before);
			try (FileChannel service = FileChannel.open(file, StandardOpenOption.WRITE)) {
				service.lock();
				assertFinds("skipped ledger a service that runs has the database open", fixture);
				assertFinds("skipped schema a service that runs has the database open", fixture);
			}
			ledger.execute("drop table \"flyway_schema_history\"");
			assertFinds("fail schema there are no tables yet", fixture.set("spring.flyway.enabled=false"));
			assertFinds("warn schema there are no tables yet", fixture.set("spring.flyway.enabled"));
		}
	}

	private void assertTls(ThrowawayCertificate certificate, String row, Consumer<DoctorFixture> change) {
		try (DoctorFixture fixture = DoctorFixture.overTls(this.directory, certificate)) {
			change.accept(fixture);
			assertFinds(row, fixture);
		}
	}

	/** Found, named, helped in one line, and nothing of a secret is shown. */
	static void assertFinds(String row, DoctorFixture fixture) {
		Report report = fixture.report();
		assertThat(report.rows()).extracting(Object::toString).anyMatch((found) -> found.startsWith(row));
		assertThat(report.rows()).allMatch((found) -> found.finding().text().lines().count() == 1
				&& found.finding().help().lines().count() == (found.toString().startsWith("ok ") ? 0 : 1));
		assertThat(report.rows()).allSatisfy(DoctorTests::assertIsExplained);
		if (row.startsWith("fail ")) {
			assertThat(report.exitCode()).isEqualTo(1);
		}
		assertThat(DoctorFixture.table(report)).doesNotContain(CANARY, "canary", "testsecret", "portal-token");
	}

	/** An operator finds the text of each row that fails, and what to do. */
	private static void assertIsExplained(Report.Row row) {
		Finding finding = row.finding();
		if (row.toString().startsWith("fail ")) {
			assertThat(EXPLAINED.entrySet()).as(row.toString())
				.anyMatch((entry) -> matches(entry.getKey(), finding) && entry.getValue().contains(finding.help()));
		}
	}

	private static boolean matches(String heading, Finding finding) {
		String begin = heading.replaceAll("`<property>`.*", "…")
			.replaceAll(", at " + finding.check() + "$", "")
			.replace("…", "\\E.*\\Q");
		return Pattern.matches("(?s)\\Q" + begin + "\\E.*", finding.text());
	}

	private static Map<String, List<String>> explained() {
		try {
			Map<String, List<String>> all = new HashMap<>();
			List<String> help = new ArrayList<>();
			String before = "";
			for (String line : Files.readAllLines(Path.of("docs/DOCTOR.md"))) {
				if (line.startsWith("### ")) {
					help = before.startsWith("### ") ? help : new ArrayList<>();
					all.put(line.substring(4), help);
				}
				else {
					help.add(line.replaceFirst("^\\* ", ""));
				}
				before = line;
			}
			return all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String witnessKey() {
		try (WitnessStub witness = WitnessStub.start(EvidenceKey.verifierKey())) {
			return witness.verifierKey().toString();
		}
	}

	private static Arguments row(String row, String... properties) {
		return arguments(row, properties);
	}

	private static Arguments broken(String row, Consumer<DoctorFixture> fault) {
		return arguments(row, fault);
	}

}
