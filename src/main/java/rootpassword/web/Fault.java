package rootpassword.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request: where, by which rule, and in a sentence; never
 * the value.
 *
 * @param pointer JSON pointer into the body, as a URI fragment
 * @param header name of the header, where it is not in the body
 * @param parameter name of the path variable, likewise
 * @param code the rule's name for machines
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Fault(@Nullable String pointer, @Nullable String header, @Nullable String parameter, String code,
		String detail) {
}
