package rootpassword.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the build takes from elsewhere is named by its content, because a name can get
 * another content. DockerfileTests checks the base images.
 */
@Execution(ExecutionMode.SAME_THREAD)
class SupplyChainTests {

	@Test
	void namesActionsByTheirCommit() throws IOException {
		for (Path workflow : workflows()) {
			assertThat(Pattern.compile("(?m)^.*\\buses:(.*)$").matcher(Files.readString(workflow)).results())
				.isNotEmpty()
				.allSatisfy((use) -> assertThat(use.group(1))
					.matches(" [\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+"));
		}
	}

	@Test
	void leavesNoTokenInTheCheckout() throws IOException {
		for (Path workflow : workflows()) {
			Map<String, Map<String, Map<String, List<Map<String, Object>>>>> content = new Yaml()
				.load(Files.readString(workflow));
			List<Map<String, Object>> checkouts = new ArrayList<>();
			content.get("jobs").values().forEach((job) -> checkouts.addAll(job.get("steps")));
			checkouts.removeIf((step) -> !String.valueOf(step.get("uses")).startsWith("actions/checkout@"));
			assertThat(checkouts).isNotEmpty()
				.allSatisfy((checkout) -> assertThat(checkout).extractingByKey("with")
					.asString()
					.contains("persist-credentials=false"));
		}
	}

	@Test
	void checksTheMavenThatTheWrapperDownloads() throws IOException {
		Properties wrapper = new Properties();
		try (Stream<String> lines = Files.lines(Path.of(".mvn/wrapper/maven-wrapper.properties"))) {
			lines.map((line) -> line.split("=", 2)).forEach((entry) -> wrapper.put(entry[0], entry[1]));
		}
		assertThat(wrapper.getProperty("distributionUrl")).startsWith("https://");
		assertThat(wrapper.getProperty("distributionSha256Sum")).matches("[0-9a-f]{64}");
	}

	private static List<Path> workflows() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
			return files.toList();
		}
	}

}
