package rootpassword.web.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import rootpassword.http.RequestContext;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.password.RootPassword;
import rootpassword.web.problem.Fault;

/**
 * Finds the password, or a part of it, in other fields and headers of the request. The
 * append-only trail stores these, so it would keep the password forever.
 */
final class PasswordRepeats {

	private static final String CODE = "password-repeated";

	private PasswordRepeats() {
	}

	static List<Fault> find(@Nullable RootPassword password, Map<String, String> texts, HttpHeaders headers) {
		List<Fault> faults = new ArrayList<>();
		if (password != null) {
			texts.forEach((name, text) -> {
				if (password.occursIn(text)) {
					faults.add(Fault.inBody("#/" + name, CODE));
				}
			});
			for (String name : List.of(IdempotencyKeyHeader.NAME, RequestContext.ON_BEHALF_OF)) {
				if (headers.getOrEmpty(name).stream().anyMatch((value) -> occursIn(password, value))) {
					faults.add(Fault.inHeader(name, CODE));
				}
			}
		}
		return faults;
	}

	/** The trail stores an idempotency key without its escapes. */
	private static boolean occursIn(RootPassword password, String header) {
		IdempotencyKey key = IdempotencyKeyHeader.parse(header);
		return password.occursIn(header) || (key != null && password.occursIn(key.value()));
	}

}
