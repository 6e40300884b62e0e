package rootpassword.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;

/**
 * Checks answers against the OpenAPI document. It supports the few keywords of JSON
 * Schema that the document uses, and fails on others.
 */
public final class ApiDocument {

	private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch",
			"trace");

	private final JsonNode document;

	public ApiDocument(JsonNode document) {
		this.document = document;
	}

	/** All operations, each as {@code POST /path}. */
	public Set<String> operations() {
		Set<String> operations = new TreeSet<>();
		this.document.get("paths")
			.propertyStream()
			.forEach((path) -> path.getValue()
				.propertyNames()
				.stream()
				.filter(METHODS::contains)
				.forEach((method) -> operations.add(method.toUpperCase() + " " + path.getKey())));
		return operations;
	}

	/** The operation of a request, or {@code null}. */
	public String operation(String method, String path) {
		return operations().stream()
			.filter((operation) -> (method + " " + path)
				.matches(operation.replaceAll("\\{\\w+}", "[^/]+").replace("[^/]+", "[^/?]+") + "(\\?.*)?"))
			.findFirst()
			.orElse(null);
	}

	/** The faults of an answer to an operation; empty if the document allows it. */
	public List<String> faults(String operation, int status, String type, JsonNode body) {
		String[] parts = operation.split(" ");
		JsonNode response = resolved(this.document.get("paths")
			.get(parts[1])
			.get(parts[0].toLowerCase())
			.get("responses")
			.path(String.valueOf(status)));
		if (response.isMissingNode()) {
			return List.of("status " + status + " is not documented");
		}
		if (!response.has("content")) {
			return (body == null) ? List.of() : List.of("a body is not documented");
		}
		JsonNode content = response.get("content").path(type);
		if (content.isMissingNode()) {
			return List.of("type " + type + " is not documented");
		}
		List<String> faults = new ArrayList<>(validate(content.get("schema"), body));
		if (type.contains("problem")) {
			String slug = body.path("type").stringValue("").replaceFirst(".*:", "");
			if (!content.get("examples").has(slug)) {
				faults.add("slug " + slug + " is not documented");
			}
		}
		return faults;
	}

	/** The faults of a problem outside any operation. */
	public List<String> problemFaults(JsonNode body) {
		return validate(this.document.at("/components/schemas/Problem"), body);
	}

	private List<String> validate(JsonNode reference, JsonNode value) {
		JsonNode schema = resolved(reference);
		List<String> faults = new ArrayList<>();
		schema.propertyStream().forEach((keyword) -> {
			JsonNode wanted = keyword.getValue();
			boolean good = switch (keyword.getKey()) {
				case "description", "format", "examples" -> true;
				case "type" -> isOfType(wanted.stringValue(), value);
				case "const" -> value.equals(wanted);
				case "maxItems" -> value.size() <= wanted.intValue();
				case "pattern" -> Pattern.compile(wanted.stringValue()).matcher(value.stringValue("")).find();
				case "required" -> wanted.valueStream().allMatch((name) -> value.has(name.stringValue()));
				case "properties" -> value.propertyNames().stream().allMatch(wanted::has);
				case "items" -> true;
				default -> throw new IllegalStateException("Unknown keyword " + keyword.getKey());
			};
			if (!good) {
				faults.add(keyword + " does not fit " + value);
			}
		});
		if (schema.has("properties")) {
			value.propertyStream()
				.filter((property) -> schema.get("properties").has(property.getKey()))
				.forEach((property) -> faults
					.addAll(validate(schema.get("properties").get(property.getKey()), property.getValue())));
		}
		if (schema.has("items")) {
			value.forEach((item) -> faults.addAll(validate(schema.get("items"), item)));
		}
		return faults;
	}

	private static boolean isOfType(String type, JsonNode value) {
		return switch (type) {
			case "object" -> value.isObject();
			case "array" -> value.isArray();
			case "string" -> value.isString();
			case "integer" -> value.isInt();
			case "boolean" -> value.isBoolean();
			default -> throw new IllegalStateException("Unknown type " + type);
		};
	}

	private JsonNode resolved(JsonNode node) {
		return node.has("$ref") ? this.document.at(node.get("$ref").stringValue().substring(1)) : node;
	}

	/** The slugs of all problems in the document. */
	public Set<String> slugs() {
		return new TreeSet<>(
				StreamSupport.stream(this.document.at("/components/examples").propertyNames().spliterator(), false)
					.toList());
	}

}
