package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Properties that have a value of the chart's own cannot be set by {@code settings}: one
 * of the two would be lost without a word.
 */
@Execution(ExecutionMode.SAME_THREAD)
class SettingsTests {

	@Test
	void refusesEachPropertyThatTheChartWrites() throws IOException {
		Map<String, Object> values = new Yaml().load(Files.readString(Chart.DIRECTORY.resolve("values.yaml")));
		for (String property : properties()) {
			Throwable refusal = catchThrowable(() -> Chart.render("minimal", "settings." + property + "=x"));
			assertThat(refusal).as(property)
				.hasMessageContaining("settings." + property.replace("\\", "") + " must not be set: use the value ");
			String value = refusal.getMessage().replaceFirst("(?s).*use the value ([A-Za-z.]+)\\.\\s.*", "$1");
			Object found = values;
			for (String name : value.split("\\.")) {
				found = ((Map<?, ?>) found).get(name);
				assertThat(found).as("the value %s for %s", value, property).isNotNull();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "root-password.limits.perCaller=5/1m", "root-password.limits.per_caller=5/1m",
			"rootPassword.limits.per-caller=5/1m", "root-password.limits\\.per-caller=5/1m",
			"root-password.limits=5/1m", "root-password.callers[0].name=x", "root-password.callers\\[0\\].name=x",
			"root-password.evidence.key-file=/x", "logging.level.root=debug", "server.ssl.bundle=x",
			"spring.datasource.password=${X}", "management.tracing.sampling.probability=1" })
	void refusesItInEveryWriting(String setting) {
		assertThatThrownBy(() -> Chart.render("minimal", "settings." + setting)).hasMessageContaining("use the value ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "root-password.dds.protocol=http", "spring.ssl.bundle.watch=x",
			"root-password.evidence.interval=5s", "spring.datasource.hikari.maximum-pool-size=20" })
	void leavesTheOtherPropertiesToTheSite(String setting) {
		assertThat(Chart.render("minimal", "settings." + setting)).contains("application.yaml");
	}

	/**
	 * All properties that the chart writes for some set, without those of the set's own.
	 */
	private static Set<String> properties() throws IOException {
		Set<String> all = new TreeSet<>();
		for (String set : Chart.SETS) {
			Manifest settings = Chart.manifests(set)
				.stream()
				.filter((manifest) -> manifest.name().endsWith("-settings"))
				.findFirst()
				.orElseThrow();
			leaves("", new Yaml().load(settings.at("/data/application.yaml").asString())).forEach(all::add);
			Map<String, Object> values = new Yaml().load(Files.readString(Chart.values(set)));
			leaves("", values.getOrDefault("settings", Map.of())).forEach(all::remove);
		}
		return all;
	}

	private static Stream<String> leaves(String path, Object value) {
		return (value instanceof Map<?, ?> map) ? map.entrySet()
			.stream()
			.flatMap((entry) -> leaves(
					(path.isEmpty() ? "" : path + ".") + entry.getKey().toString().replace(".", "\\."),
					entry.getValue()))
				: Stream.of(path);
	}

}
