package rootpassword.web.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import rootpassword.http.RequestContext;
import rootpassword.reset.command.CharacterType;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.password.RootPassword;
import rootpassword.web.problem.Fault;

/** The body of a reset. Its fields may break rules. */
record ResetRequest(@Nullable RootPassword password, @Nullable String reason, @Nullable String characterType) {

	private static final String REPEATED = "password-repeated";

	private static final int MAX_REASON = 200;

	private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}\\p{Cs}]");

	/** The broken rules. The codes have their texts in {@code problems.properties}. */
	List<Fault> faults(PasswordPolicy policy) {
		List<Fault> faults = new ArrayList<>();
		if (this.characterType != null && parsedCharacterType() == null) {
			faults.add(Fault.inBody("#/characterType", "unknown-value"));
		}
		if (this.password == null) {
			faults.add(Fault.inBody("#/password", "required"));
		}
		else {
			policy.brokenBy(this.password).forEach((rule) -> faults.add(Fault.inBody("#/password", rule.code())));
		}
		if (this.reason != null && FORBIDDEN.matcher(this.reason).find()) {
			faults.add(Fault.inBody("#/reason", "forbidden-character"));
		}
		if (this.reason != null && this.reason.codePointCount(0, this.reason.length()) > MAX_REASON) {
			faults.add(Fault.inBody("#/reason", "too-long"));
		}
		return faults;
	}

	/**
	 * The fields and headers that contain the password or a part of it, although the
	 * append-only trail would keep them for ever.
	 */
	List<Fault> passwordRepeats(HttpHeaders headers) {
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
