package rootpassword.web.history;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory.HistoryCursor;
import rootpassword.reset.history.AttemptHistory.HistoryPage;
import tools.jackson.databind.json.JsonMapper;

/** An attempt and its outcome. Unknown or inapplicable fields are left out. */
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

	/** The attempts on an instance, and the cursor of the next page if there is one. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Page(List<AttemptResponse> attempts, @Nullable String next) {

		static Page of(HistoryPage page) {
			HistoryCursor next = page.next();
			return new Page(page.attempts().stream().map(AttemptResponse::of).toList(),
					(next != null) ? HistoryController.text(next) : null);
		}

		/**
		 * The page as lines of JSON, UTF-8. The last line has the cursor, or
		 * {@code null}, so that an incomplete answer is seen.
		 */
		byte[] lines(JsonMapper json) {
			StringBuilder lines = new StringBuilder();
			this.attempts.forEach((attempt) -> lines.append(json.writeValueAsString(attempt)).append('\n'));
			lines.append("{\"next\":").append(json.writeValueAsString(this.next)).append("}\n");
			return lines.toString().getBytes(StandardCharsets.UTF_8);
		}

	}

}
