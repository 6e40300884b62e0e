package rootpassword.reset.outcome;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The parts of the provider's answer that may be stored. The message is left out, because
 * it can repeat the password.
 *
 * @param status HTTP status
 * @param code the provider's error code, {@code [A-Za-z0-9._-]{1,80}}
 * @param requestId the provider's id of the request, with the same syntax
 * @param retryAfter the pause that the provider asks for
 */
public record ProviderAnswer(@Nullable Integer status, @Nullable String code, @Nullable String requestId,
		@Nullable Duration retryAfter) {

	/** No answer, or none that can be trusted. */
	public static final ProviderAnswer NONE = new ProviderAnswer(null, null, null, null);

}
