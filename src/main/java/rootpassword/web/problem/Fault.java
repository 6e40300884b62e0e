package rootpassword.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request: where, by which rule, and in a sentence; never
 * the value.
 *
 * @param pointer JSON pointer into the body, as a URI fragment
 * @param header name of the header, where it is not in the body
 * @param parameter name of the path variable or query parameter, likewise
 * @param code the rule's name for machines
 * @param detail the sentence, once the language is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(@Nullable String pointer, @Nullable String header, @Nullable String parameter, String code,
		@Nullable String detail) {

	public static Fault inBody(String pointer, String code) {
		return new Fault(pointer, null, null, code, null);
	}

	public static Fault inHeader(String header, String code) {
		return new Fault(null, header, null, code, null);
	}

	public static Fault inParameter(String parameter, String code) {
		return new Fault(null, null, parameter, code, null);
	}

	Fault in(ProblemTexts sentences) {
		return new Fault(this.pointer, this.header, this.parameter, this.code, sentences.fault(place(), this.code));
	}

	/** The name of what is wrong; empty for the body as a whole. */
	private String place() {
		if (this.pointer != null) {
			return this.pointer.replaceFirst("^#/?", "");
		}
		return String.valueOf((this.header != null) ? this.header : this.parameter);
	}

}
