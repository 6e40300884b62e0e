package rootpassword;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar on a Java that is too old. It is tried where such a Java is installed.
 */
class LauncherJarTests {

	private static final Path JAR = Path.of("target/root-password.jar");

	private static final int JAVA_17 = 61;

	@Test
	void beginsWithAClassForTheJavaOfTheLoader() throws IOException {
		try (JarFile jar = new JarFile(JAR.toFile());
				DataInputStream type = new DataInputStream(
						jar.getInputStream(jar.getEntry("BOOT-INF/classes/rootpassword/Launcher.class")))) {
			assertThat(jar.getManifest().getMainAttributes().getValue("Start-Class"))
				.isEqualTo(Launcher.class.getName());
			type.readInt();
			assertThat(type.readInt()).isEqualTo(JAVA_17);
		}
	}

	@Test
	void saysThatTheJavaIsTooOld() throws Exception {
		Path java = oldJava();
		Assumptions.assumeTrue(java != null, "No Java 17 to 20 in /usr/lib/jvm");
		Process process = new ProcessBuilder(java.toString(), "-jar", JAR.toString()).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output.lines()).singleElement()
			.asString()
			.startsWith("root-password needs Java 21 or newer, but this is Java ");
		assertThat(process.waitFor()).isEqualTo(2);
	}

	private static Path oldJava() throws IOException {
		Path installed = Path.of("/usr/lib/jvm");
		if (!Files.isDirectory(installed)) {
			return null;
		}
		try (Stream<Path> homes = Files.list(installed)) {
			return homes.filter(LauncherJarTests::isOld)
				.map((home) -> home.resolve("bin/java"))
				.filter(Files::isExecutable)
				.findFirst()
				.orElse(null);
		}
	}

	private static boolean isOld(Path home) {
		try {
			return Files.readString(home.resolve("release")).matches("(?s).*JAVA_VERSION=\"(17|18|19|20)[.\"].*");
		}
		catch (IOException ex) {
			return false;
		}
	}

}
