package rootpassword.reset;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What may be kept of the provider's answer; its message is not among it, for it can echo
 * the password.
 *
 * @param status HTTP status
 * @param code the provider's error code, {@code [A-Za-z0-9._-]{1,80}}
 * @param requestId the provider's own id of the request, in the same alphabet
 * @param retryAfter how long the provider asks us to wait
 */
public record ProviderAnswer(@Nullable Integer status, @Nullable String code, @Nullable String requestId,
		@Nullable Duration retryAfter) {

	/** The provider said nothing, or nothing that can be trusted. */
	public static final ProviderAnswer NONE = new ProviderAnswer(null, null, null, null);

}
