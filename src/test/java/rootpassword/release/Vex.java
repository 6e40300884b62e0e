package rootpassword.release;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What known advisories about the dependencies mean for this program: an OpenVEX document
 * for one version. The statements are in {@code src/release/openvex.json}.
 */
final class Vex {

	private Vex() {
	}

	/**
	 * The document of a version.
	 * @param statements the committed statements, without product and dates
	 * @throws IllegalArgumentException if the program no longer has the version of a
	 * dependency that a statement is about
	 */
	static JsonNode document(JsonNode statements, JsonNode sbom, Instant now) {
		ObjectNode document = (ObjectNode) statements.deepCopy();
		String product = sbom.at("/metadata/component/purl").asString();
		document.put("@id", "urn:uuid:" + UUID.nameUUIDFromBytes((product + now).getBytes(StandardCharsets.UTF_8)));
		document.put("timestamp", now.toString());
		document.path("statements").forEach((statement) -> {
			JsonNode dependencies = statement.at("/products/0/subcomponents");
			boolean absent = statement.path("justification").asString("").equals("component_not_present");
			for (JsonNode dependency : dependencies) {
				if (contains(sbom, dependency.path("@id").asString()) == absent) {
					throw new IllegalArgumentException("%s: look again, as %s is %s part of the program".formatted(
							statement.at("/vulnerability/name").asString(), dependency.path("@id").asString(),
							absent ? "now" : "no longer"));
				}
			}
			((ObjectNode) statement.at("/products/0")).put("@id", product);
		});
		return document;
	}

	/** A name without a version stands for all versions. */
	private static boolean contains(JsonNode sbom, String purl) {
		return sbom.path("components")
			.valueStream()
			.map((component) -> component.path("purl").asString().replaceFirst("\\?.*", ""))
			.anyMatch((present) -> present.equals(purl) || present.startsWith(purl + "@"));
	}

}
