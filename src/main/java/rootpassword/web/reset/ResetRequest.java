package rootpassword.web.reset;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.command.CharacterType;
import rootpassword.reset.password.RootPassword;

/**
 * The body of a reset. A pattern counts code points, unlike {@code @Size}. The messages
 * of the constraints are codes; the texts are in {@code problems.properties}.
 */
record ResetRequest(@ValidRootPassword @Nullable RootPassword password,
		@Pattern(regexp = "(?s).{0,200}", message = "too-long") @Pattern(regexp = ResetRequest.TEXT,
				message = "forbidden-character") @Nullable String reason,
		@Pattern(regexp = "normal|db|cs", message = "unknown-value") @Nullable String characterType) {

	/** Any text without control characters and unpaired surrogates. */
	private static final String TEXT = "[^\\p{Cc}\\p{Cs}]*";

	@Nullable CharacterType parsedCharacterType() {
		return (this.characterType != null) ? CharacterType.of(this.characterType) : null;
	}

	/** Redacted: a caller can put the password into the wrong field. */
	@Override
	public String toString() {
		return "ResetRequest[redacted]";
	}

}
