package rootpassword.chart;

import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One rendered resource.
 */
public record Manifest(JsonNode json) {

	private static final JsonMapper JSON = new JsonMapper();

	static Manifest of(Object document) {
		return new Manifest(JSON.valueToTree(document));
	}

	String apiVersion() {
		return this.json.path("apiVersion").asString();
	}

	public String kind() {
		return this.json.path("kind").asString();
	}

	public String name() {
		return this.json.at("/metadata/name").asString();
	}

	/** The node of the JSON pointer, or a missing node. */
	public JsonNode at(String pointer) {
		return this.json.at(pointer);
	}

	/** The specification of the pods that it makes, or a missing node. */
	JsonNode pod() {
		return kind().equals("Pod") ? at("/spec") : at("/spec/template/spec");
	}

	/** The metadata of those pods. */
	JsonNode podMetadata() {
		return kind().equals("Pod") ? at("/metadata") : at("/spec/template/metadata");
	}

	@Override
	public String toString() {
		return kind() + " " + name();
	}

	/** The only one of this kind. */
	public static Manifest only(List<Manifest> manifests, String kind) {
		List<Manifest> found = manifests.stream().filter((manifest) -> manifest.kind().equals(kind)).toList();
		if (found.size() != 1) {
			throw new AssertionError("Not one " + kind + " but " + found);
		}
		return found.getFirst();
	}

}
