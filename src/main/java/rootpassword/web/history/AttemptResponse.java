package rootpassword.web.history;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.history.Attempt;

/**
 * An attempt and its outcome. Unknown or inapplicable fields are left out.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AttemptResponse(String attemptId, String instanceId, String caller, @Nullable String onBehalfOf,
		@Nullable String reason, String openedAt, @Nullable String settledAt, String outcome,
		@Nullable String rejection, @Nullable String providerCode, @Nullable String requestId,
		@Nullable String repeatOf, @Nullable String settledBy, @Nullable Boolean effective) {

	static AttemptResponse of(Attempt attempt) {
		return new AttemptResponse(attempt.id().toString(), attempt.instance().value(), attempt.caller(),
				attempt.assertedUser(), attempt.reason(), attempt.openedAt().toString(),
				Objects.toString(attempt.settledAt(), null), attempt.outcome(), attempt.rejection(),
				attempt.providerCode(), attempt.requestId(), Objects.toString(attempt.repeatOf(), null),
				attempt.settledBy(), attempt.effective() ? true : null);
	}

}
