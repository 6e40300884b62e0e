package rootpassword.reset.history;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of attempts on an instance, newest first.
 *
 * @param next the start of the next page, if there is one
 */
public record HistoryPage(List<Attempt> attempts, @Nullable HistoryCursor next) {

	public HistoryPage {
		attempts = List.copyOf(attempts);
	}

}
