package rootpassword.web.history;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.history.HistoryCursor;
import rootpassword.reset.history.HistoryPage;

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

}
