package rootpassword.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.chart.Pod;
import rootpassword.kit.Container;
import rootpassword.kit.Facade;
import rootpassword.kit.Images;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The image on a real engine, and nothing where none answers. {@code -Dtest.image} names
 * one that is there; otherwise it is built, on {@code -Dtest.image.build} and
 * {@code -Dtest.image.runtime} where the bases are to be others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageJarTests {

	private static final Logger LOGGER = LoggerFactory.getLogger(ImageJarTests.class);

	private final ProviderStub provider = ProviderStub.start();

	private final String image = System.getProperty("test.image", "root-password:test");

	@BeforeAll
	void build() {
		try {
			Container.docker("version");
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			LOGGER.warn("SKIPPED: the image is not tested, for no Docker engine answers ({})", ex.getMessage());
			abort("No Docker engine");
		}
		if (System.getProperty("test.image") == null) {
			for (String stage : List.of("BUILD", "RUNTIME")) {
				String property = "test.image." + stage.toLowerCase(Locale.ROOT);
				Images.OF_DOCKER.require(System.getProperty(property, Dockerfile.read().argument(stage + "_IMAGE")),
						"Name one that is there by -D" + property + ".");
			}
			Container.docker(
					Stream
						.of(Stream.of("build", "--network", "host", "-t", this.image), base("BUILD"), base("RUNTIME"),
								Stream.of("."))
						.flatMap(Function.identity())
						.toArray(String[]::new));
		}
	}

	@ParameterizedTest
	@EnumSource
	void runsThePodOfTheChart(Vendor vendor, @TempDir Path node) throws Exception {
		// The init container has migrated it
		Database database = (vendor == Vendor.H2) ? Database.h2In(node.resolve("data")) : Database.migratedPostgres();
		Pod pod = new ChartPods(this.provider, node, UnaryOperator.identity()).on(vendor, database);
		try (Container container = Container.start(this.image, ChartPods.options(pod))) {
			assertThat(container.reset("dds-bp1image", "Correct!Horse7").status()).isEqualTo(200);
			assertThat(container.run("rootpassword.ServiceCheck", container.address()))
				.contains("answered 401, as expected");
			assertThat(container.terminate()).isLessThan(Duration.ofSeconds(5));
			assertThat(container.inspect("{{.State.ExitCode}}")).isEqualTo("143");
			ChartPods.assertLog(container.log().lines(),
					(vendor == Vendor.H2) ? "H2 /data/ledger.mv.db" : ChartPods.name(database));
			assertThat(node.resolve("data/ledger.mv.db").toFile().exists()).isEqualTo(vendor == Vendor.H2);
		}
	}

	@Test
	void keepsItsLedgerOnTheVolumeWhereNothingElseIsSaid(@TempDir Path directory) throws Exception {
		try (Container container = start(directory, Stream.empty())) {
			assertThat(container.reset("dds-image2", "Correct!Horse7").status()).isEqualTo(200);
			ChartPods.assertLog(container.log().lines(), "H2 /data/ledger.mv.db");
		}
	}

	@Test
	void sharesThePostgresOfTheSettings(@TempDir Path directory) throws Exception {
		Database database = Database.postgres();
		Path key = EvidenceKey.file();
		Files.copy(key, directory.resolve(key.getFileName()));
		Stream<String> settings = Arrays.stream(database.properties())
			.map((setting) -> setting.replace(key.toString(), "config/" + key.getFileName()));
		try (Container one = start(directory, settings); Container other = start(directory, Stream.empty())) {
			for (Container container : List.of(one, other)) {
				ChartPods.assertLog(container.log().lines(), ChartPods.name(database));
				assertThat(container.reset("dds-image3", "Correct!Horse7").status()).isEqualTo(200);
			}
			assertThat(database.trail("instance = 'dds-image3'")).hasSize(4);
		}
	}

	@Test
	void takesItsCache() {
		assertThat(Container.docker(Stream
			.of(Stream.of("run", "--rm", "--entrypoint", "java", this.image, "-Xmx300m", "-XX:AOTMode=on"),
					Dockerfile.read().entryPoint().stream().filter((option) -> option.startsWith("-X")),
					Stream.of("-cp", "/app/root-password.jar", "-version"))
			.flatMap(Function.identity())
			.toArray(String[]::new))).contains("Server VM").doesNotContain("Picked up");
	}

	@Test
	void holdsNoFilesOfTheTrainingRun() {
		assertThat(find("(", "-name", "*.db", "-o", "-name", "secret.key", "-o", "-name", "evidence.key", "-o", "-name",
				"ledger*", "-o", "-name", "*.hprof", ")"))
			.isEmpty();
		assertThat(find("-path", "/tmp/*")).isEmpty();
		assertThat(find("-path", "/data/*")).isEmpty();
		assertThat(Container.docker("inspect", "-f", "{{.Config.Env}}", this.image)).doesNotContain("ALIBABA", "SPRING",
				"LOGGING", "JAVA_TOOL_OPTIONS");
	}

	/** As docs/OPERATIONS.md starts it, with more settings in config/application.yaml. */
	private Container start(Path directory, Stream<String> settings) throws IOException {
		Path file = directory.resolve("application.yaml");
		if (Files.notExists(file)) {
			Files.writeString(file,
					Stream.of(Facade.settings(this.provider), Facade.callers(), settings)
						.flatMap(Function.identity())
						.filter((setting) -> !setting.startsWith("ALIBABA"))
						.map((setting) -> setting.replaceFirst("=(.*)", ": '$1'"))
						.collect(Collectors.joining("\n")));
		}
		for (Path each : Files.list(directory).toList()) {
			Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rw-r--r--"));
		}
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		Matcher command = Pattern.compile("(?s)\ndocker run -d --name root-password (.*?) root-password\n")
			.matcher(Files.readString(Path.of("docs/OPERATIONS.md")));
		assertThat(command.find()).isTrue();
		// The network is that of the host, and the volume is one of this test
		return Container.start(this.image,
				Stream.of(command.group(1)
					.replace("\\\n", "")
					.replaceAll("-p \\S+ ", "")
					.replace("root-password-data:", "")
					.replace("\"$PWD/config:", directory + ":")
					.replace("\"", "")
					.replace("_ID", "_ID=" + ProviderStub.ACCESS_KEY_ID)
					.replace("_SECRET", "_SECRET=" + ProviderStub.ACCESS_KEY_SECRET)
					.trim()
					.split("\\s+")));
	}

	/** Paths in the image. */
	private String find(String... what) {
		return Container.docker(
				Stream
					.concat(Stream.of("run", "--rm", "--user", "0", "--entrypoint", "find", this.image, "/", "-xdev"),
							Stream.of(what))
					.toArray(String[]::new));
	}

	private static Stream<String> base(String stage) {
		String name = System.getProperty("test.image." + stage.toLowerCase(Locale.ROOT));
		return (name != null) ? Stream.of("--build-arg", stage + "_IMAGE=" + name) : Stream.empty();
	}

}
