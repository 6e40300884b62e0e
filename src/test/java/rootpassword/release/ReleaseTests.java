package rootpassword.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.marcnuri.helm.Helm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The files of a release, around a jar with nothing in it but this build's bill of
 * materials; {@code ReleaseScriptTests} has what comes before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class ReleaseTests {

	private static final Logger LOGGER = LoggerFactory.getLogger(ReleaseTests.class);

	private static final JsonMapper JSON = new JsonMapper();

	private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

	private final JsonNode sbom = JSON.readTree(Path.of("target/classes/META-INF/sbom/application.cdx.json").toFile());

	private String version;

	private Path directory;

	private ThrowAwayKey key;

	@BeforeAll
	void assemble(@TempDir Path directory) throws Exception {
		this.key = ThrowAwayKey.make(directory);
		this.directory = directory.resolve("release");
		Path jar = directory.resolve("stand-in.jar");
		try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
			zip.putNextEntry(new ZipEntry("META-INF/sbom/application.cdx.json"));
			zip.write(JSON.writeValueAsBytes(this.sbom));
		}
		this.version = newestVersion();
		Release.assemble(this.version, jar, this.directory, new Provenance("urn:test:builder", "git+urn:test:source",
				COMMIT, Instant.parse("2026-11-25T22:00:00Z")), this.key.signing());
	}

	@Test
	void hasChecksumsThatHold() throws Exception {
		assertThat(run("sha256sum", "--strict", "-c", "SHA256SUMS"))
			.as("the jar, its bill of materials, the chart, "
					+ "its signature, the document of advisories and the provenance")
			.isEqualTo(6);
		Path jar = this.directory.resolve("root-password-" + this.version + ".jar");
		byte[] before = Files.readAllBytes(jar);
		Files.write(jar, new byte[] { 1 });
		assertThat(run("sha256sum", "--strict", "-c", "SHA256SUMS")).isNegative();
		Files.write(jar, before);
	}

	@Test
	void hasAStatementWithAllThatInTotoAndSlsaRequire() throws Exception {
		JsonNode statement = JSON.readTree(file(".intoto.json").toFile());
		assertThat(statement.path("_type").asString()).isEqualTo("https://in-toto.io/Statement/v1");
		assertThat(statement.path("predicateType").asString()).isEqualTo("https://slsa.dev/provenance/v1");
		assertThat(statement.path("subject").valueStream()).hasSize(5).allSatisfy((subject) -> {
			Path file = this.directory.resolve(subject.path("name").asString());
			assertThat(subject.at("/digest/sha256").asString()).isEqualTo(Sha256.of(file));
		});
		JsonNode build = statement.at("/predicate/buildDefinition");
		assertThat(build.path("buildType").asString()).startsWith("urn:");
		assertThat(build.at("/externalParameters/version").asString()).isEqualTo(this.version);
		assertThat(build.at("/resolvedDependencies/0/digest/gitCommit").asString()).isEqualTo(COMMIT);
		assertThat(build.path("resolvedDependencies").valueStream()).hasSize(1 + this.sbom.path("components").size())
			.allSatisfy((dependency) -> {
				assertThat(dependency.path("uri").asString()).matches("(git\\+urn|pkg:maven/).*");
				assertThat(dependency.path("digest").size()).isEqualTo(1);
			});
		assertThat(statement.at("/predicate/runDetails/builder/id").asString()).isEqualTo("urn:test:builder");
	}

	@Test
	void hasADocumentOfAdvisoriesWithAllThatOpenVexRequires() throws Exception {
		JsonNode document = JSON.readTree(file(".openvex.json").toFile());
		assertThat(document.path("@context").asString()).isEqualTo("https://openvex.dev/ns/v0.2.0");
		assertThat(document.path("@id").asString()).startsWith("urn:uuid:");
		assertThat(document.path("author").asString()).isNotBlank();
		assertThat(Instant.parse(document.path("timestamp").asString())).isBefore(Instant.now());
		assertThat(document.path("version").asInt()).isPositive();
		assertThat(document.path("statements").valueStream()).isNotEmpty().allSatisfy((statement) -> {
			assertThat(statement.at("/vulnerability/name").asString()).isNotBlank();
			assertThat(statement.at("/products/0/@id")).isEqualTo(this.sbom.at("/metadata/component/purl"));
			assertThat(statement.path("status").asString()).isEqualTo("not_affected");
			assertThat(statement.path("justification").asString()).isIn("component_not_present",
					"vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
					"vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist");
			assertThat(statement.path("impact_statement").asString()).endsWith(".");
		});
	}

	@Test
	void wouldNoticeAStatementAboutAnotherVersion() {
		JsonNode statements = JSON.readTree(Path.of("src/release/openvex.json").toFile());
		JsonNode raised = JSON.readTree(this.sbom.toString().replace("snakeyaml@2.6", "snakeyaml@2.7"));
		assertThatIllegalArgumentException().isThrownBy(() -> Vex.document(statements, raised, Instant.now()))
			.withMessage(
					"CVE-2022-1471: look again, as pkg:maven/org.yaml/snakeyaml@2.6 is no longer part of the program");
		ObjectNode more = (ObjectNode) this.sbom.deepCopy();
		more.withArray("components").addObject().put("purl", "pkg:maven/org.ini4j/ini4j@0.5.4?type=jar");
		assertThatIllegalArgumentException().isThrownBy(() -> Vex.document(statements, more, Instant.now()))
			.withMessage("CVE-2022-41404: look again, as pkg:maven/org.ini4j/ini4j is now part of the program");
	}

	@Test
	void hasAChartThatSaysWhatArtifactHubShows() {
		Map<String, Object> chart = new Yaml().load(new Helm(chart()).show().chart().call());
		Map<?, ?> annotations = (Map<?, ?>) chart.get("annotations");
		List<Map<String, String>> changes = new Yaml().load(annotations.get("artifacthub.io/changes").toString());
		assertThat(changes).isNotEmpty().allSatisfy((change) -> {
			assertThat(change.get("kind")).isIn("added", "changed", "deprecated", "removed", "fixed", "security");
			assertThat(change.get("description")).isNotBlank();
		});
		List<Map<String, String>> images = new Yaml().load(annotations.get("artifacthub.io/images").toString());
		assertThat(images)
			.containsExactly(Map.of("name", "root-password", "image", "root-password:" + chart.get("appVersion")));
		List<Map<String, String>> links = new Yaml().load(annotations.get("artifacthub.io/links").toString());
		assertThat(links).allSatisfy((link) -> assertThat(link).containsOnlyKeys("name", "url"));
		assertThat(annotations.get("artifacthub.io/license")).isEqualTo("Apache-2.0");
	}

	@Test
	void hasAChartThatTheKeySigned() throws Exception {
		Path signature = Path.of(chart() + ".prov");
		assertThat(Files.readString(signature)).contains(chart().getFileName() + ": sha256:" + Sha256.of(chart()));
		assertThat(this.key.signed(signature)).isTrue();
		Path changed = Files.writeString(this.directory.resolveSibling("changed.prov"),
				Files.readString(signature).replace("sha256:", "sha256:0"));
		assertThat(this.key.signed(changed)).isFalse();
	}

	@Test
	void hasAChartThatHelmVerifies() throws Exception {
		if (Arrays.stream(System.getenv("PATH").split(":")).noneMatch((path) -> Files.exists(Path.of(path, "helm")))) {
			LOGGER.warn("SKIPPED: helm verify, for no helm is installed; hasAChartThatTheKeySigned ran");
			abort("No helm");
		}
		String ring = this.key.ring().toString();
		assertThat(run("helm", "verify", "--keyring", ring, chart().toString())).isPositive();
		Path copy = Files.createDirectory(this.directory.resolveSibling("copy")).resolve(chart().getFileName());
		Files.copy(Path.of(chart() + ".prov"), Path.of(copy + ".prov"));
		Files.write(copy, Arrays.copyOf(Files.readAllBytes(chart()), 1000));
		assertThat(run("helm", "verify", "--keyring", ring, copy.toString())).isNegative();
	}

	private Path chart() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".tgz")).findFirst().orElseThrow();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Path file(String ending) {
		return this.directory.resolve("root-password-" + this.version + ending);
	}

	/** The lines that a command prints, or -1 if it fails. */
	private int run(String... command) throws Exception {
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return (process.exitValue() == 0) ? (int) output.lines().count() : -1;
	}

	/** The first one with entries: right after a release there are no unreleased ones. */
	private static String newestVersion() throws IOException {
		return Pattern.compile("(?m)^## \\[([^\\]]+)\\][^\\n]*(?=\\s+###)")
			.matcher(Files.readString(Path.of("CHANGELOG.md")))
			.results()
			.findFirst()
			.orElseThrow()
			.group(1);
	}

}
