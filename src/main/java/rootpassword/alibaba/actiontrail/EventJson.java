package rootpassword.alibaba.actiontrail;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.actiontrail.EventSplitter.Range;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.filter.FilteringParserDelegate;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.core.filter.TokenFilter.Inclusion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps only fields with these names, at any depth. A repeated field is not an error
 * here, unlike in StrictJson, because the parameters of one call must not make a whole
 * page unreadable.
 */
final class EventJson extends TokenFilter {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Set<String> fields;

	private EventJson(Set<String> fields) {
		this.fields = fields;
	}

	/** The object, or {@code null} if the JSON is not exactly one object. */
	static @Nullable JsonNode object(byte[] json, Set<String> fields) {
		return object(json, new Range(0, json.length), fields);
	}

	/** The object in a part of the JSON, or {@code null}. */
	static @Nullable JsonNode object(byte[] json, Range part, Set<String> fields) {
		try (JsonParser parser = new FilteringParserDelegate(
				MAPPER.createParser(json, part.from(), part.to() - part.from()), new EventJson(fields),
				Inclusion.INCLUDE_ALL_AND_PATH, true)) {
			JsonNode node = MAPPER.readTree(parser);
			return (node != null && node.isObject() && parser.nextToken() == null) ? node : null;
		}
		catch (JacksonException ex) {
			// Not chained: its message quotes the JSON
			return null;
		}
	}

	@Override
	public @Nullable TokenFilter includeProperty(String name) {
		return this.fields.contains(name) ? this : null;
	}

	@Override
	public boolean includeEmptyObject(boolean contentsFiltered) {
		return true;
	}

	@Override
	public boolean includeEmptyArray(boolean contentsFiltered) {
		return true;
	}

}
