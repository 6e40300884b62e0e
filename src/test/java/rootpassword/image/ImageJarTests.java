package rootpassword.image;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.kit.Container;
import rootpassword.kit.Facade;
import rootpassword.kit.Images;
import rootpassword.kit.database.Database;
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
						.flatMap((some) -> some)
						.toArray(String[]::new));
		}
	}

	@Test
	void resetsOnPostgresAsAnybodyOnAReadOnlyFileSystem() throws Exception {
		try (Container container = start(Database.postgres())) {
			assertThat(container.reset("dds-image1", "Correct!Horse7").status()).isEqualTo(200);
			assertThat(this.provider.resets()).anyMatch((reset) -> "dds-image1".equals(reset.instance()));
			assertThat(container.inspect("{{.Config.User}} {{.HostConfig.ReadonlyRootfs}}"))
				.isEqualTo("10001:10001 true");
			assertThat(container.log()).contains("\"outcome\":\"accepted\"");
		}
	}

	@Test
	void keepsItsLedgerOnTheVolumeAndEndsQuickly() throws Exception {
		try (Container container = start(new Database("jdbc:h2:file:/data/ledger", "sa", ""))) {
			assertThat(container.run("rootpassword.ServiceCheck", container.address()))
				.contains("answered as it should");
			assertThat(container.reset("dds-image2", "Correct!Horse7").status()).isEqualTo(200);
			assertThat(container.terminate()).isLessThan(Duration.ofSeconds(5));
			assertThat(container.inspect("{{.State.ExitCode}}")).isEqualTo("143");
		}
	}

	@Test
	void holdsNoFilesOfTheTrainingRun() {
		assertThat(find("(", "-name", "*.db", "-o", "-name", "secret.key", "-o", "-name", "evidence.key", "-o", "-name",
				"ledger*", "-o", "-name", "*.hprof", ")"))
			.isEmpty();
		assertThat(find("-path", "/tmp/*")).isEmpty();
		assertThat(find("-path", "/data/*")).isEmpty();
		assertThat(Container.docker("inspect", "-f", "{{.Config.Env}}", this.image)).doesNotContain("ALIBABA");
	}

	private Container start(Database database) {
		return Container.start(this.image,
				Stream
					.of(Stream.of("JDK_JAVA_OPTIONS=-Xmx300m -XX:AOTMode=on"), Facade.settings(this.provider),
							Facade.callers(), Arrays.stream(database.properties()))
					.flatMap((some) -> some));
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
