package rootpassword.image;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks of the image without a container engine; {@link ImageJarTests} does where there
 * is one.
 */
class DockerfileTests {

	static final Path IMAGE = Path.of("src/main/image");

	private final Dockerfile dockerfile = Dockerfile.read();

	@Test
	void isBuiltByAnyBuilderFromBasesThatASiteCanReplace() throws Exception {
		assertThat(Files.readString(Path.of("Dockerfile"))).doesNotContain("# syntax=").doesNotContain("--mount");
		assertThat(this.dockerfile.all("FROM")).containsExactly("${BUILD_IMAGE} AS build", "${RUNTIME_IMAGE}");
		String build = this.dockerfile.all("ARG").getFirst();
		String runtime = this.dockerfile.all("ARG").get(1);
		assertThat(build).matches("BUILD_IMAGE=eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jdk-[a-z]+@sha256:[0-9a-f]{64}");
		assertThat(runtime).matches("RUNTIME_IMAGE=\\S+@sha256:[0-9a-f]{64}");
		// The cache is only taken by the very JVM that made it
		assertThat(runtime.replaceFirst("@.*", ""))
			.isEqualTo(build.replaceFirst("@.*", "").replace("BUILD_", "RUNTIME_").replace("-jdk-", "-jre-"));
	}

	@Test
	void fetchesDependenciesBeforeItCopiesTheSources() {
		assertThat(this.dockerfile.instructions()).containsSubsequence("COPY mvnw pom.xml ./", "COPY .mvn .mvn",
				"RUN ./mvnw -B -q package -Dmaven.test.skip", "COPY src/main src/main");
	}

	@Test
	void buildsItsFirstClassWithoutTheOthers() throws Exception {
		String path = this.dockerfile.all("COPY")
			.stream()
			.filter((files) -> files.contains(".java"))
			.findFirst()
			.orElseThrow()
			.split(" ")[0];
		assertThat(Files.readString(Path.of(path))).contains("void main(String")
			.doesNotContain("import rootpassword.", "import static rootpassword.");
	}

	@Test
	void runsAsTheUserThatTheChartNames() throws Exception {
		int user = (int) values().get("userId");
		assertThat(this.dockerfile.last("USER")).isEqualTo(user + ":" + user);
		assertThat(this.dockerfile.instructions())
			.anyMatch((run) -> run.contains("chown " + user + ":" + user + " /data"));
	}

	@Test
	void keepsTheProgramWhereTheChartLooksForIt() throws Exception {
		assertThat(((Map<?, ?>) values().get("test")).get("command")).asString().contains("/app/root-password.jar");
		assertThat(this.dockerfile.last("ENTRYPOINT")).endsWith("\"-jar\", \"/app/root-password.jar\"]");
		String pods = Files.readString(Path.of("helm/root-password/templates/_pod.tpl"))
				+ Files.readString(Path.of("helm/root-password/templates/deployment.yaml"));
		assertThat(pods).contains("mountPath: " + this.dockerfile.last("WORKDIR") + "/config", "mountPath: /data",
				"mountPath: /tmp");
		assertThat(settings().toString()).contains("url=jdbc:h2:file:/data/");
		for (String port : this.dockerfile.last("EXPOSE").split(" ")) {
			assertThat(values().get("ports").toString()).contains("=" + port);
		}
	}

	@Test
	void startsTheProgramWithoutAShellThatWouldKeepItsSignals() {
		assertThat(this.dockerfile.entryPoint()).startsWith("java");
		assertThat(this.dockerfile.all("CMD")).isEmpty();
	}

	@Test
	void leavesEverySettingToTheSite() throws Exception {
		// A variable would beat the site's application.yaml
		assertThat(this.dockerfile.environment()).isEmpty();
		assertThat(this.dockerfile.entryPoint()).noneMatch((argument) -> argument.startsWith("-D"))
			.endsWith("/app/root-password.jar");
		// In the working directory, which comes before the jar and after its config
		// folder
		assertThat(this.dockerfile.last("WORKDIR")).isEqualTo("/app");
		assertThat(this.dockerfile.all("COPY")).contains("src/main/image/ ./");
		assertThat(settings().keySet()).containsExactlyInAnyOrder("spring", "logging");
	}

	@Test
	void trainsWithTheFlagsThatItRunsWith() throws Exception {
		assertThat(Files.readAllLines(IMAGE.resolve("jvm.flags"))).contains("-HeapDumpOnOutOfMemoryError",
				"-CreateCoredumpOnCrash", "+DisableAttachMechanism", "+ExitOnOutOfMemoryError", "+UseSerialGC");
		String training = this.dockerfile.last("RUN");
		assertThat(training).contains("java -XX:Flags=/app/jvm.flags ", "-XX:AOTCacheOutput=/app/root-password.aot")
			.doesNotContain("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
			.endsWith("rm -rf /tmp/*");
		assertThat(this.dockerfile.entryPoint()).contains("-XX:Flags=/app/jvm.flags",
				"-XX:AOTCache=/app/root-password.aot");
	}

	@Test
	void keepsNoFilesOfTheTrainingRun() {
		assertThat(Pattern.compile("SPRING_DATASOURCE_URL=(\\S+)")
			.matcher(this.dockerfile.last("RUN"))
			.results()
			.map(MatchResult::group)).containsExactly("SPRING_DATASOURCE_URL=jdbc:h2:file:/tmp/ledger");
	}

	@Test
	void bearsTheVersionOfTheProgram() throws Exception {
		assertThat(Files.readString(Path.of("pom.xml"))).contains("<artifactId>root-password</artifactId>\n\t<version>"
				+ this.dockerfile.argument("VERSION") + "</version>");
	}

	@Test
	void copiesOnlyItsInputs() throws Exception {
		assertThat(Files.readAllLines(Path.of(".dockerignore"))).containsExactly("*", "!.mvn", "!mvnw", "!pom.xml",
				"!src/main");
	}

	private static Map<String, Object> settings() throws Exception {
		return new Yaml().load(Files.readString(IMAGE.resolve("application.yaml")));
	}

	private static Map<String, Object> values() throws Exception {
		return new Yaml().load(new StringReader(Files.readString(Path.of("helm/root-password/values.yaml"))));
	}

}
