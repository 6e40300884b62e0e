package rootpassword.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rootpassword.chart.Pod;
import rootpassword.kit.JarProcess;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The chart's pods without a container engine: the jar with the environment, the files
 * and the flags of image and pod, and nothing else. {@link ImageJarTests} runs the same
 * pods on the image.
 */
class ChartPodJarTests {

	@ParameterizedTest
	@EnumSource
	void usesTheDatabaseOfTheChart(Vendor vendor, @TempDir Path node) throws Exception {
		UnaryOperator<String> paths = (text) -> text.replaceAll("(?<![\\w./-])/(app|data|etc|tmp)(?=[/\\s\"']|$)",
				node + "$0");
		// The init container has migrated it
		Database database = (vendor == Vendor.H2) ? Database.h2In(node.resolve("data")) : Database.migratedPostgres();
		try (ProviderStub provider = ProviderStub.start()) {
			Pod pod = new ChartPods(provider, node, paths).on(vendor, database);
			Path app = node.resolve("app");
			for (String file : List.of("application.yaml", "jvm.flags")) {
				Files.writeString(app.resolve(file),
						paths.apply(Files.readString(DockerfileTests.IMAGE.resolve(file))));
			}
			Map<String, String> environment = new HashMap<>(Dockerfile.read().environment());
			environment.putAll(pod.environment());
			environment.replaceAll((name, value) -> paths.apply(value));
			// The cache belongs to the image, and an older JVM lacks some flags
			List<String> options = Stream
				.concat(Stream.of("-XX:+IgnoreUnrecognizedVMOptions", "-Xmx192m"),
						Dockerfile.read()
							.entryPoint()
							.stream()
							.filter((option) -> option.startsWith("-X") && !option.contains("AOTCache"))
							.map(paths))
				.toList();
			try (JarProcess jar = JarProcess.startIn(environment, app, options)) {
				assertThat(jar.reset("dds-bp1pod", "Correct!Horse7").status()).isEqualTo(200);
				jar.terminate();
				ChartPods.assertLog(jar.log().stream(),
						(vendor == Vendor.H2) ? "H2 " + node.resolve("data/ledger.mv.db") : ChartPods.name(database));
			}
			if (vendor == Vendor.H2) {
				assertThat(Files.list(node.resolve("data"))).extracting((file) -> file.getFileName().toString())
					.containsExactlyInAnyOrder("ledger.mv.db", "secret.key", "evidence.key");
			}
			else {
				assertThat(database.trail("instance = 'dds-bp1pod'")).hasSize(2);
				assertThat(node.resolve("data")).doesNotExist();
			}
		}
	}

}
