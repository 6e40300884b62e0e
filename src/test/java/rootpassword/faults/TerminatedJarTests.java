package rootpassword.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.DocumentedCommands;
import rootpassword.kit.Facade;
import rootpassword.kit.FirstResets;
import rootpassword.kit.JarProcess;
import rootpassword.kit.Tokens;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

/**
 * Installs, calls, ends and audits the packaged jar with the commands of the documents.
 * Its end (SIGTERM) comes under load, and every answer is recorded and sealed.
 */
@Execution(ExecutionMode.CONCURRENT)
public class TerminatedJarTests {

	private static final int CLIENTS = 24;

	private static final String PASSWORD = "Passw0rd!1";

	@TempDir
	Path directory;

	private DocumentedCommands commands;

	@BeforeEach
	void linkTheJar() {
		DocumentedCommands.assumePrograms();
		this.commands = DocumentedCommands.in(this.directory)
			// The time at which the auditor got the export
			.replace("--exported-at 2026-11-25T19:05:00Z", "--exported-at " + Instant.now().plusSeconds(120));
	}

	@Test
	void onTheDefaultLedger() throws IOException {
		configure("");
		try (ProviderStub provider = ProviderStub.start(); JarProcess jar = start(provider)) {
			assertThat(jar.log()).filteredOn((line) -> line.contains(" WARN ")).isEmpty();
			typeRequests(jar);
			List<UUID> accepted = terminateUnderLoad(jar, provider);
			assertRecorded(accepted,
					new Database("jdbc:h2:file:" + this.directory.toAbsolutePath() + "/data/ledger", "", ""));
		}
		this.commands.typeInline("docs/EVIDENCE.md", "java -jar root-password.jar export --to trail.jsonl");
		assertThat(Files.readAllLines(this.directory.resolve("trail.jsonl"))).last(STRING).contains("\"unsealed\":0");
		assertThat(this.commands.type("docs/EVIDENCE.md", "verify --export trail.jsonl")).endsWith("verdict: intact\n");
	}

	@Test
	void onPostgres() throws IOException {
		Database database = Database.postgres();
		this.commands.typeInline("docs/OPERATIONS.md",
				"(umask 077; openssl genpkey -algorithm ed25519 -out evidence.key)");
		configure("---\n" + this.commands.replace("jdbc:postgresql://db.internal:5432/ledger", database.url())
			.replace("username: ledger_service", "username: " + database.username())
			.replace("flyway: {user: ledger_owner}", "")
			.replace("${FINGERPRINT_KEY}",
					this.commands.typeInline("docs/OPERATIONS.md", "openssl rand -base64 32").strip())
			.block("docs/OPERATIONS.md", "FINGERPRINT_KEY"));
		this.commands.set("SPRING_DATASOURCE_PASSWORD", database.password());
		try (ProviderStub provider = ProviderStub.start();
				JarProcess jar = start(provider, "spring.datasource.password=" + database.password())) {
			FirstResets.awaitAccepted((instance) -> jar.reset(instance, PASSWORD));
			typeVerifierKey(jar);
			assertRecorded(terminateUnderLoad(jar, provider), database);
		}
		assertThat(this.commands.type("docs/OPERATIONS.md", "export --to trail-2027-01.jsonl"))
			.endsWith("verdict: intact\n");
	}

	private JarProcess start(ProviderStub provider, String... more) {
		return JarProcess.start(this.directory,
				Stream.of(Facade.settings(provider), Stream.of(more),
						Stream.of("root-password.limits.per-caller=1000/1m", "root-password.evidence.interval=10s",
								// The end takes its time all the same
								"server.shutdown=immediate", "spring.main.register-shutdown-hook=false",
								"spring.lifecycle.timeout-per-shutdown-phase=1ms"))
					.flatMap(Function.identity()));
	}

	private void configure(String more) throws IOException {
		String sha256 = this.commands.type("README.md", "openssl rand -hex 32").split(" ")[0];
		assertThat(sha256).matches("[0-9a-f]{64}");
		this.commands.replace("<the SHA-256 from step 2>", sha256);
		Files.createDirectory(this.directory.resolve("config"));
		Files.writeString(this.directory.resolve("config/application.yaml"),
				this.commands.block("README.md", "token-sha256:") + """
						    - {name: demo, token-sha256: %s, instances: ["*"], scopes: [reset, audit]}
						    - {name: load, token-sha256: %s, instances: ["dds-*"]}
						  evidence: {anchor-file: anchors.jsonl}
						""".formatted(Tokens.sha256("demo-token"), Tokens.sha256(Facade.PORTAL)) + more);
	}

	private void typeRequests(JarProcess jar) {
		FirstResets.awaitAccepted((instance) -> jar.reset(instance, PASSWORD));
		typeVerifierKey(jar);
		String reset = this.commands.type("README.md", "first look");
		assertThat(reset).contains("HTTP/1.1 200", "\"outcome\":\"accepted\"");
		assertThat(this.commands.type("README.md", "\"short\"")).contains("too-few-classes", "too-short");
		assertThat(this.commands.replace("<instance>", "dds-demo1")
			.replace("<token>", "demo-token")
			.replace("<new password>", PASSWORD)
			.type("README.md", "root-password/validation")).contains("acceptable");
		this.commands.replace("01a208d1-702a-786e-b6a3-202a590c2160",
				reset.replaceFirst("(?s).*\"attemptId\":\"([^\"]*).*", "$1"));
		assertThat(this.commands.type("docs/REFERENCE.md", "/attempts/")).contains("first look");
		assertThat(this.commands.type("docs/REFERENCE.md", "attempts?limit=1")).contains("first look");
		assertThat(this.commands.typeInline("docs/REFERENCE.md", "curl -s http://127.0.0.1:8080/password-policy"))
			.contains("\"minLength\":8");
		assertThat(this.commands.set("AUDIT_TOKEN", "demo-token").type("docs/STREAMS.md", "/trail?after="))
			.contains("{\"next\":");
		assertThat(this.commands.typeInline("docs/OPERATIONS.md",
				"curl -sf http://127.0.0.1:8081/actuator/health/readiness"))
			.contains("UP");
	}

	/** The verifier uses it instead of the one in the documents. */
	private void typeVerifierKey(JarProcess jar) {
		String key = this.commands.replace("127.0.0.1:8080", "127.0.0.1:" + jar.port())
			.replace("127.0.0.1:8081", "127.0.0.1:" + jar.managementPort())
			.typeInline("docs/EVIDENCE.md",
					"curl -s http://127.0.0.1:8080/evidence/verifier-key -H 'Authorization: Bearer demo-token'")
			.strip();
		this.commands.replace("root-password+ed17a071+AYchQeTbgfGSs2wrMI/2gKunG2ppD6dn+oFjDpfzekkJ", key)
			.set("VERIFIER_KEY", key);
	}

	/** Returns the attempts whose answer was accepted. */
	private static List<UUID> terminateUnderLoad(JarProcess jar, ProviderStub provider) {
		provider.forget();
		provider.always(StubAnswer.asUsual().after(Duration.ofSeconds(1)));
		List<CompletableFuture<List<Facade.Answer>>> clients = IntStream.range(0, CLIENTS)
			.mapToObj((client) -> CompletableFuture.supplyAsync(() -> resetUntilTheEnd(jar, "dds-term" + client + "x"),
					(work) -> Thread.ofVirtual().start(work)))
			.toList();
		await().atMost(Duration.ofMinutes(1)).until(() -> provider.resets().size() >= CLIENTS);
		assertThat(jar.terminate()).isLessThan(Duration.ofSeconds(20));
		List<Facade.Answer> accepted = clients.stream()
			.flatMap((client) -> client.join().stream())
			.filter((answer) -> answer.status() == 200)
			.toList();
		assertThat(accepted).hasSizeGreaterThanOrEqualTo(CLIENTS).noneMatch((answer) -> answer.json().has("recorded"));
		return accepted.stream()
			.map((answer) -> UUID.fromString(answer.json().get("attemptId").stringValue()))
			.toList();
	}

	private static List<Facade.Answer> resetUntilTheEnd(JarProcess jar, String instance) {
		List<Facade.Answer> answers = new ArrayList<>();
		try {
			while (true) {
				answers.add(jar.reset(instance + answers.size(), PASSWORD));
			}
		}
		catch (UncheckedIOException ex) {
			return answers;
		}
	}

	private static void assertRecorded(List<UUID> accepted, Database database) {
		assertThat(database.column(UUID.class,
				"select id from attempt where outcome = 'accepted' and instance like 'dds-term%'"))
			.containsExactlyInAnyOrderElementsOf(accepted);
		assertThat(database.column(UUID.class,
				"select attempt_id from trail where event = 'settled' and outcome = 'accepted' and instance like 'dds-term%'"))
			.containsExactlyInAnyOrderElementsOf(accepted);
		assertThat(database.number("select count(*) from attempt where outcome is null")).isZero();
	}

}
