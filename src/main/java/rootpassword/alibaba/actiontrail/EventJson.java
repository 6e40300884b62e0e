package rootpassword.alibaba.actiontrail;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads only the values that a shape names, and skips all others without building them.
 * Unlike in StrictJson, repeated fields, deep levels, long numbers and bytes that are not
 * UTF-8 are not errors, because the parameters of one call must not make a whole page
 * unreadable.
 */
final class EventJson {

	private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(200_000)
			.maxNumberLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build());

	private EventJson() {
	}

	/**
	 * A shape: JSON with the names of the fields to read. A text stands for a text, and
	 * the only element of an array for all of them.
	 */
	static JsonNode shape(String json) {
		return MAPPER.readTree(json);
	}

	/**
	 * The parts of an object that have the shape, or {@code null} if the JSON is not
	 * exactly one object.
	 * @param json is overwritten: every byte that is not ASCII becomes {@code ?}, because
	 * all values that matter are ASCII
	 */
	static @Nullable JsonNode object(byte[] json, JsonNode shape) {
		for (int i = 0; i < json.length; i++) {
			json[i] = (json[i] < 0) ? (byte) '?' : json[i];
		}
		try (JsonParser parser = MAPPER.createParser(json)) {
			JsonNode read = (parser.nextToken() == JsonToken.START_OBJECT) ? read(parser, shape) : null;
			return (parser.nextToken() == null) ? read : null;
		}
		catch (JacksonException ex) {
			// Not chained: its message quotes the JSON
			return null;
		}
	}

	/**
	 * Strings and nulls are read as they are. Another value that is not of the shape's
	 * kind is {@code false}.
	 */
	private static JsonNode read(JsonParser parser, JsonNode shape) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			return StringNode.valueOf(parser.getString());
		}
		if (token == JsonToken.VALUE_NULL) {
			return NullNode.getInstance();
		}
		if (token == JsonToken.START_OBJECT && shape.isObject()) {
			ObjectNode object = JsonNodeFactory.instance.objectNode();
			while (parser.nextToken() != JsonToken.END_OBJECT) {
				JsonNode wanted = shape.get(parser.currentName());
				parser.nextToken();
				if (wanted != null) {
					object.set(parser.currentName(), read(parser, wanted));
				}
				else {
					parser.skipChildren();
				}
			}
			return object;
		}
		if (token == JsonToken.START_ARRAY && shape.isArray()) {
			ArrayNode array = JsonNodeFactory.instance.arrayNode();
			while (parser.nextToken() != JsonToken.END_ARRAY) {
				array.add(read(parser, shape.get(0)));
			}
			return array;
		}
		parser.skipChildren();
		return BooleanNode.FALSE;
	}

}
