package rootpassword.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import rootpassword.release.ChartPackage.SigningKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the files of a release together, around a jar that was built before.
 * {@code .ci/release} runs it; it needs nothing but the dependencies of the tests.
 */
final class Release {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	private Release() {
	}

	/**
	 * Takes {@code name=value}: version, jar, to, builder, source, commit, and a key if
	 * the chart is to be signed.
	 */
	public static void main(String[] arguments) throws IOException {
		Map<String, String> options = new HashMap<>();
		for (String argument : arguments) {
			String[] parts = argument.split("=", 2);
			if (!parts[1].isEmpty()) {
				options.put(parts[0], parts[1]);
			}
		}
		String keyring = options.get("keyring");
		SigningKey key = (keyring != null)
				? new SigningKey(options.get("key"), Path.of(keyring),
						options.containsKey("passphrase-file") ? Path.of(options.get("passphrase-file")) : null)
				: SigningKey.NONE;
		assemble(options.get("version"), Path.of(options.get("jar")), Path.of(options.get("to")),
				new Provenance(options.get("builder"), options.get("source"), options.get("commit"),
						Instant.now().truncatedTo(ChronoUnit.SECONDS)),
				key);
	}

	/** Writes all files into a new directory. */
	static void assemble(String version, Path jar, Path directory, Provenance provenance, SigningKey key)
			throws IOException {
		Files.createDirectories(directory);
		String name = "root-password-" + version;
		Files.copy(jar, directory.resolve(name + ".jar"));
		Path sbom = directory.resolve(name + ".cdx.json");
		try (ZipFile content = new ZipFile(jar.toFile());
				InputStream entry = content.getInputStream(content.getEntry("META-INF/sbom/application.cdx.json"))) {
			Files.copy(entry, sbom);
		}
		JsonNode components = JSON.readTree(Files.readAllBytes(sbom));
		Files.writeString(directory.resolve(name + ".openvex.json"),
				JSON.writeValueAsString(
						Vex.document(JSON.readTree(Files.readString(Path.of("src/release/openvex.json"))), components,
								provenance.finished()))
						+ "\n");
		ChartPackage.make(Path.of("helm/root-password"), Changelog.of(Path.of("CHANGELOG.md"), version), directory,
				key);
		Files.writeString(directory.resolve(name + ".intoto.json"),
				JSON.writeValueAsString(provenance.statement(version, files(directory), components)) + "\n");
		List<String> sums = new ArrayList<>();
		for (Path file : files(directory)) {
			sums.add(Sha256.of(file) + "  " + file.getFileName());
		}
		Files.write(directory.resolve("SHA256SUMS"), sums);
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.sorted().toList();
		}
	}

}
