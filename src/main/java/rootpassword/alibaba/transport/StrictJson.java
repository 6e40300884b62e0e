package rootpassword.alibaba.transport;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON objects of the provider, without tolerance for errors. */
public final class StrictJson {

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,80}");

	private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z");

	private StrictJson() {
	}

	/** The object, or {@code null} if the body is not exactly one JSON object. */
	public static @Nullable JsonNode object(byte[] body) {
		try {
			JsonNode node = MAPPER.readTree(body);
			return node.isObject() ? node : null;
		}
		catch (JacksonException ex) {
			// Not chained: its message quotes the body
			return null;
		}
	}

	/** A code or id in a syntax that is safe to log and to store, else {@code null}. */
	public static @Nullable String word(@Nullable JsonNode object, String name) {
		return text(object, name, WORD);
	}

	/** The text of a field that matches the pattern, else {@code null}. */
	public static @Nullable String text(@Nullable JsonNode object, String name, Pattern pattern) {
		JsonNode value = (object != null) ? object.get(name) : null;
		return (value != null && value.isString() && pattern.matcher(value.stringValue()).matches())
				? value.stringValue() : null;
	}

	/** A time in UTC as the provider writes it, else {@code null}. */
	public static @Nullable Instant time(@Nullable JsonNode object, String name) {
		String text = text(object, name, TIME);
		try {
			return (text != null) ? Instant.parse(text) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
