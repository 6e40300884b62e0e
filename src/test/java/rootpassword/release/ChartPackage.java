package rootpassword.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.PackageCommand;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Packages the chart by Helm's own code, with the annotations of Artifact Hub that change
 * with every release, and signs it where a key is given.
 */
final class ChartPackage {

	/**
	 * What Artifact Hub knows; upgrade notes are for those who read the changelog itself.
	 */
	private static final Set<String> KINDS = Set.of("added", "changed", "deprecated", "removed", "fixed", "security");

	private ChartPackage() {
	}

	static void make(Path chart, Changelog changelog, Path destination, SigningKey key) throws IOException {
		Path work = Files.createTempDirectory("chart");
		Path copy = work.resolve(chart.getFileName());
		copy(chart, copy);
		annotate(copy.resolve("Chart.yaml"), changelog);
		PackageCommand command = new Helm(copy).packageIt().withDestination(destination.toAbsolutePath());
		if (key.keyring() != null) {
			command.sign().withKey(key.name()).withKeyring(key.keyring().toAbsolutePath());
			if (key.passphraseFile() != null) {
				command.withPassphraseFile(key.passphraseFile().toAbsolutePath());
			}
		}
		command.call();
	}

	private static void annotate(Path file, Changelog changelog) throws IOException {
		Yaml yaml = new Yaml(options());
		Map<String, Object> chart = yaml.load(Files.readString(file));
		String version = chart.get("appVersion").toString();
		@SuppressWarnings("unchecked")
		Map<String, Object> annotations = (Map<String, Object>) chart.get("annotations");
		annotations.put("artifacthub.io/changes",
				yaml.dump(changelog.changes()
					.stream()
					.filter((change) -> KINDS.contains(change.kind()))
					.map((change) -> Map.of("kind", change.kind(), "description", change.description()))
					.toList()));
		annotations.put("artifacthub.io/images",
				yaml.dump(List.of(Map.of("name", chart.get("name"), "image", chart.get("name") + ":" + version))));
		annotations.put("artifacthub.io/prerelease", Boolean.toString(version.contains("-")));
		Files.writeString(file, yaml.dump(chart));
	}

	private static DumperOptions options() {
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
		options.setWidth(Integer.MAX_VALUE);
		return options;
	}

	private static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path target = to.resolve(from.relativize(file));
				Files.createDirectories(target.getParent());
				Files.copy(file, target);
			}
		}
	}

	/**
	 * A PGP key in a ring of secret keys; without a ring the chart is not signed.
	 *
	 * @param name part of the key's user id
	 */
	record SigningKey(String name, Path keyring, Path passphraseFile) {

		static final SigningKey NONE = new SigningKey(null, null, null);

	}

}
