package rootpassword.web.history;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.history.HistoryCursor;
import rootpassword.reset.history.HistoryPage;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page of the attempts on an instance.
 *
 * @param next the cursor of the next page; the last page has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HistoryResponse(List<AttemptResponse> attempts, @Nullable String next) {

	static HistoryResponse of(HistoryPage page) {
		HistoryCursor next = page.next();
		return new HistoryResponse(page.attempts().stream().map(AttemptResponse::of).toList(),
				(next != null) ? CursorCodec.of(next) : null);
	}

	/**
	 * The page as lines of JSON, UTF-8. The last line has the cursor, or {@code null}, so
	 * that an incomplete answer is seen.
	 */
	byte[] lines(JsonMapper json) {
		StringBuilder lines = new StringBuilder();
		this.attempts.forEach((attempt) -> lines.append(json.writeValueAsString(attempt)).append('\n'));
		lines.append("{\"next\":").append(json.writeValueAsString(this.next)).append("}\n");
		return lines.toString().getBytes(StandardCharsets.UTF_8);
	}

}
