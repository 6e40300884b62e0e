package rootpassword.web.problem;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * @param argument what the sentence of the rule names, such as the highest limit
 * @param detail the sentence in the language of the problem
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(@Nullable String pointer, @Nullable String header, @Nullable String parameter, String code,
		@JsonIgnore @Nullable String argument, @Nullable String detail) {

	public static Fault inBody(String pointer, String code) {
		return new Fault(pointer, null, null, code, null, null);
	}

	public static Fault inHeader(String header, String code) {
		return new Fault(null, header, null, code, null, null);
	}

	public static Fault inParameter(String parameter, String code) {
		return inParameter(parameter, code, null);
	}

	public static Fault inParameter(String parameter, String code, @Nullable String argument) {
		return new Fault(null, null, parameter, code, argument, null);
	}

	/** A fault of the message as a whole, which is not valid HTTP. */
	public static Fault inMessage() {
		return new Fault(null, null, null, "malformed-http", null, null);
	}

	Fault in(ProblemTexts texts) {
		return new Fault(this.pointer, this.header, this.parameter, this.code, this.argument,
				texts.fault(place(), this.code, this.argument));
	}

	/** The name of the field, header or parameter; empty for the body as a whole. */
	private String place() {
		if (this.pointer != null) {
			return this.pointer.replaceFirst("^#/?", "");
		}
		return (this.header != null) ? this.header : String.valueOf(this.parameter);
	}

}
