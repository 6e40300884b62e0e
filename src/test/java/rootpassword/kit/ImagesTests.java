package rootpassword.kit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What happens to tests on a container engine that lacks an image, with stand-ins for its
 * command.
 */
class ImagesTests {

	@TempDir
	private Path directory;

	@Test
	void takesAnImageThatIsThere() throws Exception {
		images("[ $1 = image ]", 30).require("postgres:17", "");
		assertThat(this.directory.resolve("calls")).hasContent("image inspect postgres:17");
	}

	@Test
	void fetchesAnImageThatIsMissing() throws Exception {
		images("[ $1 = pull ] && seq 100000", 30).require("postgres:17", "");
		assertThat(this.directory.resolve("calls")).hasContent("image inspect postgres:17\npull postgres:17");
	}

	@Test
	void saysThatNoRegistryAnswers() throws Exception {
		Images images = images("[ $1 = pull ] && exec sleep 60", 1);
		assertThatIllegalStateException().isThrownBy(() -> images.require("postgres:17", "Name another one."))
			.withMessage(
					"The container engine has no image postgres:17: no registry answers within 1 s. Name another one.");
	}

	@Test
	void saysWhatTheRegistryAnswers() throws Exception {
		Images images = images("echo not found; exit 1", 30);
		assertThatIllegalStateException().isThrownBy(() -> images.require("postgres:17", "Name another one."))
			.withMessage("The container engine has no image postgres:17: not found. Name another one.");
	}

	private Images images(String behaviour, int seconds) throws Exception {
		Path program = Files.writeString(this.directory.resolve("docker"),
				"#!/bin/sh\necho \"$@\" >> " + this.directory.resolve("calls") + "\n" + behaviour + "\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		return new Images(program.toString(), Duration.ofSeconds(seconds));
	}

}
