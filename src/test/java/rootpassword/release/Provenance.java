package rootpassword.release;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * Which sources and dependencies the files of a release were made of: an in-toto
 * statement (v1) with the predicate SLSA provenance v1.
 *
 * @param builder URI of who built it
 * @param source URI of the repository
 * @param commit the commit that was built
 * @param finished end of the build
 */
record Provenance(String builder, String source, String commit, Instant finished) {

	/** The steps of .ci/release; CONTRIBUTING.md describes them. */
	static final String BUILD_TYPE = "urn:root-password:ci-release:v1";

	Map<String, Object> statement(String version, List<Path> files, JsonNode sbom) throws IOException {
		List<Map<String, Object>> subjects = new ArrayList<>();
		for (Path file : files) {
			subjects.add(Map.of("name", file.getFileName().toString(), "digest", Map.of("sha256", Sha256.of(file))));
		}
		List<Map<String, Object>> dependencies = Stream
			.concat(Stream.of(Map.<String, Object>of("uri", this.source, "digest", Map.of("gitCommit", this.commit))),
					sbom.path("components").valueStream().map(Provenance::dependency))
			.toList();
		return Map.of("_type", "https://in-toto.io/Statement/v1", "subject", subjects, "predicateType",
				"https://slsa.dev/provenance/v1", "predicate",
				Map.of("buildDefinition", Map.of("buildType", BUILD_TYPE, "externalParameters",
						Map.of("version", version, "source", this.source), "resolvedDependencies", dependencies),
						"runDetails", Map.of("builder", Map.of("id", this.builder), "metadata",
								Map.of("finishedOn", this.finished.toString()))));
	}

	private static Map<String, Object> dependency(JsonNode component) {
		String sha256 = component.path("hashes")
			.valueStream()
			.filter((hash) -> hash.path("alg").asString().equals("SHA-256"))
			.findFirst()
			.orElseThrow()
			.path("content")
			.asString();
		return Map.of("uri", component.path("purl").asString(), "digest", Map.of("sha256", sha256));
	}

}
