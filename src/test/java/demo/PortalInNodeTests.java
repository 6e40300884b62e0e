package demo;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import rootpassword.kit.PathPrefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The first run behind a path prefix, called by what portals are written in: the
 * TypeScript client, the guide's script and a browser. Only in the profile
 * {@code portal}; it says what it skips. {@code -Dtest.golden=write} keeps the screenshot
 * in docs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortalInNodeTests {

	private static final Path SOURCES = Path.of("src/test/portal");

	private final Path work = Path.of("target/portal").toAbsolutePath();

	private ConfigurableApplicationContext demo;

	private PathPrefix proxy;

	private String service;

	@BeforeAll
	void start() throws Exception {
		program("node");
		Files.createDirectories(this.work);
		try (Stream<Path> files = Files.list(SOURCES)) {
			for (Path file : files.toList()) {
				Files.copy(file, this.work.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
			}
		}
		run(Map.of(), program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund");
		this.demo = DemoApplication.start("--server.port=0", "--management.server.port=0");
		this.proxy = PathPrefix
			.before(URI.create("http://127.0.0.1:" + this.demo.getEnvironment().getProperty("local.server.port")));
		this.service = this.proxy.uri("").toString();
	}

	@AfterAll
	void stop() {
		if (this.demo != null) {
			this.proxy.close();
			this.demo.close();
		}
	}

	@Test
	void isCalledByTheGeneratedTypeScriptClient() throws Exception {
		Path compiled = this.work.resolve("compiled");
		run(Map.of(), program("node"), "node_modules/typescript/bin/tsc", "--strict", "--target", "es2022", "--lib",
				"es2022,dom", "--module", "commonjs", "--moduleResolution", "node10", "--outDir", compiled.toString(),
				"client.ts");
		Files.writeString(compiled.resolve("package.json"), "{\"type\":\"commonjs\"}");
		assertThat(run(Map.of(), program("node"), compiled + "/client.js", this.service, "dds-demo2"))
			.isEqualTo("accepted, replayed, refused\n");
	}

	@Test
	void runsTheScriptOfTheGuide() throws Exception {
		String script = Path.of("docs/examples/portal.mjs").toAbsolutePath().toString();
		Map<String, String> environment = Map.of("TOKEN", "demo-token", "NEW_PASSWORD", "Correct!Horse7");
		assertThat(run(environment, program("node"), script, this.service, "dds-demo3")).isEqualTo("accepted\n");
		assertThat(run(environment, program("node"), script, this.service, "dds-other"))
			.startsWith("rejected: You do not have permission");
	}

	@Test
	void letsAPersonResetInTheBrowser() throws Exception {
		Path screenshot = this.work.resolve("swagger-ui.png");
		assertThat(
				run(Map.of(), program("node"), "browser.mjs", this.service, program("chromium"), screenshot.toString()))
			.isEqualTo("accepted, and no password to be seen\n");
		if ("write".equals(System.getProperty("test.golden"))) {
			Files.copy(screenshot, Path.of("docs/swagger-ui.png"), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private String run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.work.toFile()).redirectErrorStream(true);
		builder.environment().putAll(environment);
		Process running = builder.start();
		String output = new String(running.getInputStream().readAllBytes());
		assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(running.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
		return output;
	}

	/** The program's path; without it the test is skipped, aloud. */
	private static String program(String name) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, name))
			.filter(Files::isExecutable)
			.findFirst()
			.map(Path::toString)
			.orElseGet(() -> {
				System.out.println("SKIPPED for want of " + name + ": a part of the profile portal");
				return abort("There is no " + name);
			});
	}

}
