package rootpassword.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import rootpassword.evidence.cli.EvidenceCommands;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.ProofReader;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.Tokens;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvidenceTests {

	private static final String AUDIT = "audit-token-0123456789";

	private final ProviderStub provider = ProviderStub.start();

	private final WitnessStub witness = WitnessStub.start(EvidenceKey.verifierKey());

	private final WitnessStub away = WitnessStub.start(EvidenceKey.verifierKey());

	private Path directory;

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.directory = directory;
		this.facade = Facade.start(Database.postgres(), this.provider, "root-password.evidence.interval=100ms",
				"root-password.evidence.anchor-file=" + directory.resolve("anchors.jsonl"),
				// A witness that is away delays nothing
				"root-password.evidence.witnesses[0].url=http://127.0.0.1:1/log",
				"root-password.evidence.witnesses[0].key=" + this.away.verifierKey(),
				"root-password.evidence.witnesses[1].url=" + this.witness.url(),
				"root-password.evidence.witnesses[1].key=" + this.witness.verifierKey(),
				"root-password.callers[2].name=audit", "root-password.callers[2].token-sha256=" + Tokens.sha256(AUDIT),
				"root-password.callers[2].instances=*", "root-password.callers[2].scopes=audit")
			.warmUp(this.provider);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
		this.witness.close();
		this.away.close();
	}

	@Test
	void provesTheRowsOfAnAttemptToItsCallerAndToAuditors() {
		String attempt = reset("dds-proof1");
		for (String token : List.of(Facade.PORTAL, AUDIT)) {
			JsonNode rows = proof(attempt, token).json().path("rows");
			assertThat(rows).hasSize(2);
			for (JsonNode row : rows) {
				CanonicalRow canonical = CanonicalRow.parse(row.path("row").stringValue().getBytes());
				assertThat(canonical.values()).containsEntry("attempt_id", attempt);
				assertThat(ProofReader.proves(ProofReader.parse(row.path("proof").stringValue()), canonical.leafHash(),
						key()))
					.isTrue();
			}
			assertThat(rows.path(0).path("row").stringValue()).contains("\"event\":\"opened\"");
			assertThat(rows.path(1).path("row").stringValue()).contains("\"event\":\"settled\"");
		}
	}

	@Test
	void hidesTheProofOfAnotherCallersAttempt() {
		String attempt = reset("dds-proof2");
		proof(attempt, Facade.PORTAL);
		Answer hidden = get("/attempts/" + attempt + "/proof", Facade.BATCH);
		assertThat(hidden.status()).isEqualTo(404);
		assertThat(hidden.slug()).isEqualTo("not-found");
		assertThat(hidden.header("Retry-After")).isNull();
		assertThat(get("/attempts/nonsense/proof", AUDIT).status()).isEqualTo(404);
		assertThat(this.facade.get(this.facade.uri("/attempts/" + attempt + "/proof")).status()).isEqualTo(401);
	}

	@Test
	void showsTheCheckpointToAnyCaller() {
		reset("dds-proof3");
		Answer answer = get("/evidence/checkpoint", Facade.BATCH);
		assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
		SignedNote note = SignedNote.parse(answer.text());
		assertThat(note.verifiedBy(key())).isTrue();
		assertThat(Checkpoint.parse(note.text()).origin()).isEqualTo("root-password");
		assertThat(answer.header("Cache-Control")).contains("no-store");
		assertThat(this.facade.get(this.facade.uri("/evidence/checkpoint")).status()).isEqualTo(401);
		assertThat(this.facade.get(this.facade.uri("/evidence/verifier-key")).status()).isEqualTo(401);
	}

	@Test
	void aWitnessThatIsAwayDelaysNothing() {
		reset("dds-proof7");
		// After a failure on a busy machine the next try comes 30 s later
		await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
			assertThat(
					SignedNote.parse(get("/evidence/checkpoint", AUDIT).text()).verifiedBy(this.witness.verifierKey()))
				.isTrue();
			assertThat(metrics()).doesNotContain("anchor_failures_total{anchor=\"witness\"} 0.0");
		});
		assertThat(metrics()).contains("anchor_failures_total{anchor=\"file\"} 0.0");
	}

	@Test
	void saysThatNothingIsSealedYet(@TempDir Path other) {
		try (Facade idle = Facade.start(Database.h2In(other), this.provider, "root-password.evidence.interval=10s")) {
			Answer answer = idle.get(idle.uri("/evidence/checkpoint"), "Authorization", "Bearer " + Facade.PORTAL);
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.slug()).isEqualTo("not-found");
			assertThat(answer.header("Retry-After")).isEqualTo("5");
			// The first look must be over: the next one is 10 s later
			await().until(() -> idle.bean(ScheduledTaskHolder.class)
				.getScheduledTasks()
				.stream()
				.anyMatch((task) -> task.toString().contains("SealingJob") && task.nextExecution() != null));
			Answer reset = idle.reset("dds-proof4", "Correct!Horse7");
			Answer proof = idle.get(idle.uri("/attempts/" + reset.json().path("attemptId").stringValue() + "/proof"),
					"Authorization", "Bearer " + Facade.PORTAL);
			assertThat(proof.status()).isEqualTo(404);
			assertThat(proof.header("Retry-After")).isEqualTo("5");
			assertThat(other.resolve("evidence.key")).exists();
		}
	}

	@Test
	void anchorsEveryCheckpointInTheFile() throws IOException {
		proof(reset("dds-proof5"), Facade.PORTAL);
		String checkpoint = get("/evidence/checkpoint", AUDIT).text();
		await().untilAsserted(() -> assertThat(Files.readString(this.directory.resolve("anchors.jsonl")))
			.contains(checkpoint.lines().skip(2).findFirst().orElseThrow()));
		List<String> anchors = new ArrayList<>();
		for (String line : Files.readAllLines(this.directory.resolve("anchors.jsonl"))) {
			anchors.add(JsonMapper.shared().readTree(line).path("checkpoint").stringValue());
		}
		assertThat(anchors).allMatch((note) -> SignedNote.parse(note).verifiedBy(key()));
	}

	@Test
	void exportsTheTrailInOneFile() throws IOException {
		proof(reset("dds-proof6"), Facade.PORTAL);
		Path file = this.directory.resolve("export.jsonl");
		assertThat(export(file)).isZero();
		List<JsonNode> lines = Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).toList();
		long size = lines.getFirst().path("size").longValue();
		assertThat(lines.getFirst().path("origin").stringValue()).isEqualTo("root-password");
		assertThat(lines.stream().filter((line) -> line.has("index"))).hasSize((int) size)
			.allSatisfy(
					(line) -> assertThat(CanonicalRow.parse(line.path("row").toString().getBytes()).leafHash().base64())
						.isEqualTo(line.path("hash").stringValue()));
		assertThat(lines.getLast().path("leaves").longValue()).isEqualTo(size);
		assertThat(lines.get(lines.size() - 2).path("checkpoint").stringValue()).contains("\n" + size + "\n");
		assertThat(export(file, "--from-index", "3")).isZero();
		assertThat(Files.readAllLines(file).get(1)).startsWith("{\"frontier\":[\"");
		assertThat(Files.readAllLines(file).get(2)).startsWith("{\"index\":3,");
		assertThat(Files.list(this.directory)).noneMatch((path) -> path.toString().endsWith(".tmp"));
	}

	@Test
	void saysWhyItCannotExport(@TempDir Path other) throws IOException {
		Path file = other.resolve("export.jsonl");
		assertThat(export(file, "--from-index", "1000000")).isEqualTo(2);
		assertThat(export(file, "--nonsense")).isEqualTo(2);
		ByteArrayOutputStream messages = new ByteArrayOutputStream();
		Database missing = Database.h2In(other.resolve("missing"));
		assertThat(EvidenceCommands.run(
				new String[] { "export", "--to", file.toString(), "--spring.datasource.url=" + missing.url() },
				System.out, new PrintStream(messages)))
			.hasValue(2);
		assertThat(messages.toString()).startsWith("Not exported: ").hasLineCount(1);
		assertThat(file).doesNotExist();
		assertThat(Files.list(other)).noneMatch((path) -> path.toString().endsWith(".tmp"));
	}

	private int export(Path file, String... more) {
		return SealedTrail.export(this.facade.database(), file, more);
	}

	private String reset(String instance) {
		return this.facade.reset(instance, "Correct!Horse7").json().path("attemptId").stringValue();
	}

	/** The proof, as soon as there is one. */
	private Answer proof(String attempt, String token) {
		return await().until(() -> get("/attempts/" + attempt + "/proof", token), (answer) -> answer.status() == 200);
	}

	private String metrics() {
		return this.facade.get(this.facade.managementUri("/actuator/prometheus")).text();
	}

	private VerifierKey key() {
		return VerifierKey.parse(get("/evidence/verifier-key", AUDIT).text().strip());
	}

	private Answer get(String path, String token) {
		return this.facade.get(this.facade.uri(path), "Authorization", "Bearer " + token);
	}

}
