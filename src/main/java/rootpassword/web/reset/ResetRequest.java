package rootpassword.web.reset;

import java.util.ArrayList;
import java.util.List;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import rootpassword.http.RequestContext;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.ResetCommand.CharacterType;
import rootpassword.reset.password.RootPassword;
import rootpassword.web.problem.Fault;

/**
 * The body of a reset. A pattern counts code points, unlike {@code @Size}. The messages
 * of the constraints are codes, whose texts are in {@code problems.properties}.
 */
record ResetRequest(@ValidRootPassword @Nullable RootPassword password,
		@Pattern(regexp = "(?s).{0,200}", message = "too-long") @Pattern(regexp = "[^\\p{Cc}\\p{Cs}]*",
				message = "forbidden-character") @Nullable String reason,
		@Pattern(regexp = "normal|db|cs", message = "unknown-value") @Nullable String characterType) {

	private static final String REPEATED = "password-repeated";

	/**
	 * Faults of the fields and headers that contain the password or a part of it. The
	 * trail would keep them for ever, because it is append-only.
	 */
	List<Fault> faultsOfRepeatedPassword(HttpHeaders headers) {
		List<Fault> faults = new ArrayList<>();
		if (containsPassword(this.reason)) {
			faults.add(Fault.inBody("#/reason", REPEATED));
		}
		if (containsPassword(this.characterType)) {
			faults.add(Fault.inBody("#/characterType", REPEATED));
		}
		for (String name : List.of(IdempotencyKeyHeader.NAME, RequestContext.ON_BEHALF_OF)) {
			if (headers.getOrEmpty(name).stream().anyMatch(this::headerContainsPassword)) {
				faults.add(Fault.inHeader(name, REPEATED));
			}
		}
		return faults;
	}

	private boolean containsPassword(@Nullable String text) {
		return this.password != null && text != null && this.password.occursIn(text);
	}

	/** The trail stores an idempotency key without its escapes. */
	private boolean headerContainsPassword(String value) {
		IdempotencyKey key = IdempotencyKeyHeader.parse(value);
		return containsPassword(value) || (key != null && containsPassword(key.value()));
	}

	@Nullable CharacterType parsedCharacterType() {
		return (this.characterType != null) ? CharacterType.of(this.characterType).orElse(null) : null;
	}

	/** Redacted: a caller can put the password into the wrong field. */
	@Override
	public String toString() {
		return "ResetRequest[redacted]";
	}

}
