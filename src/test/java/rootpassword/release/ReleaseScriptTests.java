package rootpassword.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * {@code .ci/release} in a repository of its own, with a stand-in for Maven;
 * {@link ReleaseTests} has what Maven then runs.
 */
@Execution(ExecutionMode.SAME_THREAD)
class ReleaseScriptTests {

	private static final Logger LOGGER = LoggerFactory.getLogger(ReleaseScriptTests.class);

	/** Builds a "jar", and "assembles" a release where it is asked to. */
	private static final String MAVEN = """
			#!/usr/bin/env bash
			echo "$@" >> "$CALLS"
			case "$*" in
			*package*) mkdir -p target && echo "${JAR:-jar}" > target/root-password.jar ;;
			*exec*) to=$(sed 's/.*"to=\\([^"]*\\)".*/\\1/' <<< "$*"); mkdir -p "$to"; cp target/root-password.jar "$to"
			  cd "$to" && sha256sum root-password.jar > SHA256SUMS ;;
			esac
			""";

	@TempDir
	private Path repository;

	@TempDir
	private Path elsewhere;

	@BeforeEach
	void commit() throws Exception {
		for (String program : List.of("bash", "git", "sha256sum")) {
			if (Arrays.stream(System.getenv("PATH").split(":"))
				.noneMatch((path) -> Files.exists(Path.of(path, program)))) {
				LOGGER.warn("SKIPPED: .ci/release is not tested, for {} is not installed", program);
				abort("No " + program);
			}
		}
		for (String file : List.of(".ci/release", "pom.xml", "Dockerfile", "helm/root-password/Chart.yaml",
				"src/test/helm/golden/minimal.yaml")) {
			Files.createDirectories(this.repository.resolve(file).getParent());
			Files.copy(Path.of(file), this.repository.resolve(file));
		}
		write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n");
		write("mvnw", MAVEN);
		write(".gitignore", "/target/\n");
		assertThat(this.repository.resolve("mvnw").toFile().setExecutable(true)).isTrue();
		git("init", "-q");
		git("add", ".");
		git("commit", "-qm", "All");
	}

	@Test
	void setsTheVersionInACommitThatNobodySeesYet() throws Exception {
		String before = git("rev-parse", "HEAD");
		Run run = release("2.3.4", "key=Some One", "keyring=/ring");
		assertThat(run.status()).as(run.output()).isZero();
		String commit = run.output().replaceAll("(?s).*is the commit (\\p{XDigit}{40}).*", "$1");
		assertThat(git("rev-parse", "HEAD")).isEqualTo(before);
		assertThat(git("tag")).isEmpty();
		assertThat(git("status", "--porcelain")).isEmpty();
		assertThat(git("worktree", "list").lines()).hasSize(1);
		assertThat(git("rev-parse", commit + "^")).isEqualTo(before);
		assertThat(git("show", commit + ":CHANGELOG.md"))
			.matches("(?s).*## \\[Unreleased]\\n\\n## \\[2\\.3\\.4] - \\d{4}-\\d\\d-\\d\\d\\n\\n### Added.*");
		assertThat(git("show", commit + ":pom.xml")).contains("<version>2.3.4</version>\n\t<name>root-password<")
			.doesNotContain("SNAPSHOT");
		assertThat(git("show", commit + ":Dockerfile")).contains("ARG VERSION=2.3.4\n");
		assertThat(git("show", commit + ":helm/root-password/Chart.yaml")).contains("\nversion: 2.3.4\n",
				"\nappVersion: \"2.3.4\"\n");
		assertThat(git("show", commit + ":src/test/helm/golden/minimal.yaml"))
			.contains("helm.sh/chart: \"root-password-2.3.4\"", "app.kubernetes.io/version: \"2.3.4\"",
					"root-password:2.3.4\"")
			.doesNotContain("0.1.0");
		assertThat(this.repository.resolve("target/release/SHA256SUMS")).exists();
		assertThat(Files.readString(this.elsewhere.resolve("calls"))).contains("\"version=2.3.4\"",
				"\"commit=" + commit + "\"", "\"key=Some One\"", "\"keyring=/ring\"");
		assertThat(run.output()).contains("git tag -s v2.3.4");
	}

	@Test
	void refusesWhatIsNotReady() throws Exception {
		assertThat(release("1.0").output()).contains("usage: .ci/release");
		assertThat(release("1.0.0", "keyring=ring").output()).contains("with absolute paths");
		write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n- A thing.\n");
		assertThat(release("1.0.0").output()).isEqualTo("The work tree has changes: commit them, or put them away.\n");
		git("commit", "-qam", "Nothing to release");
		assertThat(release("1.0.0").output()).isEqualTo("CHANGELOG.md says nothing under [Unreleased].\n");
		git("tag", "v1.0.0");
		Run run = release("1.0.0");
		assertThat(run.output()).isEqualTo("The tag v1.0.0 exists already.\n");
		assertThat(run.status()).isEqualTo(1);
		assertThat(this.elsewhere.resolve("calls")).doesNotExist();
	}

	@Test
	void refusesTwoJarsThatDiffer() throws Exception {
		write("mvnw", MAVEN.replace("${JAR:-jar}", "$PWD"));
		git("commit", "-qam", "A build that depends on its place");
		Run run = release("1.0.0");
		assertThat(run.status()).isEqualTo(1);
		assertThat(run.output()).contains("made different jars");
		assertThat(this.repository.resolve("target/release")).doesNotExist();
		assertThat(git("worktree", "list").lines()).hasSize(1);
	}

	private void write(String file, String text) throws IOException {
		Files.writeString(this.repository.resolve(file), text);
	}

	private Run release(String... arguments) throws Exception {
		return run(Stream.concat(Stream.of("bash", ".ci/release"), Stream.of(arguments)).toList());
	}

	private String git(String... arguments) throws Exception {
		Run run = run(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList());
		assertThat(run.status()).as(run.output()).isZero();
		return run.output().strip();
	}

	private Run run(List<String> command) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.repository.toFile())
			.redirectErrorStream(true);
		builder.environment().keySet().removeIf((name) -> name.startsWith("GIT_"));
		for (String who : List.of("AUTHOR", "COMMITTER")) {
			builder.environment().put("GIT_" + who + "_NAME", "Test");
			builder.environment().put("GIT_" + who + "_EMAIL", "test@example.com");
		}
		builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
		builder.environment().put("CALLS", this.elsewhere.resolve("calls").toString());
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return new Run(process.exitValue(), output);
	}

	/** How a command ended, and what it printed. */
	private record Run(int status, String output) {
	}

}
