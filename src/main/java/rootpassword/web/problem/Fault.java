package rootpassword.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a request: its place, the broken rule and a sentence. It never contains the
 * value.
 *
 * @param pointer a JSON pointer into the body, as a URI fragment
 * @param header the name of a header
 * @param parameter the name of a path variable or query parameter
 * @param code the name of the rule
 * @param detail the sentence in the language of the problem
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

	Fault in(ProblemTexts texts) {
		return new Fault(this.pointer, this.header, this.parameter, this.code, texts.fault(place(), this.code));
	}

	/** The name of the field, header or parameter; empty for the body as a whole. */
	private String place() {
		if (this.pointer != null) {
			return this.pointer.replaceFirst("^#/?", "");
		}
		return String.valueOf((this.header != null) ? this.header : this.parameter);
	}

}
