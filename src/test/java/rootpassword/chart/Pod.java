package rootpassword.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import tools.jackson.databind.JsonNode;

/**
 * The pod of the service as the chart renders it, and as a node would run it: with the
 * content of its ConfigMaps and Secrets as variables and files.
 *
 * @param spec the specification of the pod
 * @param environment the variables of its container
 * @param mounts the folders of this machine by the path where the container has them
 */
public record Pod(JsonNode spec, Map<String, String> environment, Map<String, Path> mounts) {

	/**
	 * Runs nothing, and writes the files.
	 * @param manifests with one Deployment
	 * @param secrets the entries of Secrets, as {@code secret/entry}
	 * @param node an empty folder
	 * @param paths replaces paths of the container in values and files, for a program
	 * that runs without one
	 */
	public static Pod of(List<Manifest> manifests, Map<String, String> secrets, Path node, UnaryOperator<String> paths)
			throws IOException {
		JsonNode spec = Manifest.only(manifests, "Deployment").pod();
		Map<String, String> environment = new LinkedHashMap<>();
		spec.at("/containers/0/env").forEach((variable) -> {
			JsonNode reference = variable.at("/valueFrom/secretKeyRef");
			String value = reference.isMissingNode() ? variable.path("value").asString()
					: entry(secrets, reference, reference);
			environment.put(variable.path("name").asString(), paths.apply(value));
		});
		Map<String, Path> mounts = new LinkedHashMap<>();
		for (JsonNode mount : spec.at("/containers/0/volumeMounts")) {
			String path = mount.path("mountPath").asString();
			Path directory = Files.createDirectories(node.resolve(path.substring(1)));
			mounts.put(path, directory);
			for (JsonNode volume : spec.path("volumes")) {
				if (volume.path("name").equals(mount.path("name"))) {
					fill(directory, files(volume, manifests, secrets), volume, paths);
				}
			}
		}
		return new Pod(spec, environment, mounts);
	}

	public JsonNode container() {
		return this.spec.at("/containers/0");
	}

	private static Map<String, String> files(JsonNode volume, List<Manifest> manifests, Map<String, String> secrets) {
		Map<String, String> files = new LinkedHashMap<>();
		manifests.stream()
			.filter((manifest) -> manifest.kind().equals("ConfigMap")
					&& manifest.name().equals(volume.at("/configMap/name").asString("")))
			.forEach((configMap) -> configMap.at("/data")
				.properties()
				.forEach((file) -> files.put(file.getKey(), file.getValue().asString())));
		for (JsonNode source : volume.at("/projected/sources")) {
			JsonNode secret = source.path("secret");
			for (JsonNode item : secret.path("items")) {
				files.put(item.path("path").asString(), entry(secrets, secret, item));
			}
		}
		return files;
	}

	/** As a node does it: links to a folder that is swapped as a whole. */
	private static void fill(Path directory, Map<String, String> files, JsonNode volume, UnaryOperator<String> paths)
			throws IOException {
		if (files.isEmpty()) {
			// For the group of the pod, as with its fsGroup
			Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
			return;
		}
		Path version = Files.createDirectory(directory.resolve("..2026_11_23"));
		Files.createSymbolicLink(directory.resolve("..data"), version.getFileName());
		for (Map.Entry<String, String> file : files.entrySet()) {
			Path written = Files.writeString(version.resolve(file.getKey()), paths.apply(file.getValue()));
			Files.setPosixFilePermissions(written, PosixFilePermissions
				.fromString((volume.at("/projected/defaultMode").asInt(0644) == 0440) ? "r--r-----" : "rw-r--r--"));
			Files.createSymbolicLink(directory.resolve(file.getKey()), Path.of("..data", file.getKey()));
		}
	}

	private static String entry(Map<String, String> secrets, JsonNode secret, JsonNode item) {
		String entry = secret.path("name").asString() + "/" + item.path("key").asString();
		return Objects.requireNonNull(secrets.get(entry), entry);
	}

}
