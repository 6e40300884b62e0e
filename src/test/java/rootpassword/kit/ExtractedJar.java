package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

/**
 * The packaged jar as the image holds it: extracted, with an archive of its classes. A
 * start takes half the CPU time.
 */
final class ExtractedJar {

	static final Path PATH;

	/** The archive, which one start and end of the program has written. */
	static final Path CLASSES;

	static {
		try {
			Path directory = Path.of("target/extracted").toAbsolutePath();
			// The ledger of an earlier build may have other migrations
			FileSystemUtils.deleteRecursively(directory);
			Files.createDirectories(directory);
			PATH = directory.resolve(JarProcess.PACKAGED.getFileName());
			CLASSES = directory.resolve("classes.jsa");
			JarProcess.run(Stream.of(JarProcess.JAVA, "-Djarmode=tools", "-jar", JarProcess.PACKAGED.toString(),
					"extract", "--force", "--destination", directory.toString()));
			try (ProviderStub provider = ProviderStub.start();
					JarProcess training = JarProcess.start(PATH, directory,
							Stream.of("-XX:ArchiveClassesAtExit=" + CLASSES),
							Facade.properties(Database.h2In(directory), provider))) {
				training.reset("dds-training", "Passw0rd!1");
				training.terminate();
			}
			if (!Files.exists(CLASSES)) {
				throw new IllegalStateException("No class archive");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ExtractedJar() {
	}

}
