package rootpassword.reset;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some attempts on an instance, newest first.
 *
 * @param next where the next page begins, if there is one
 */
public record HistoryPage(List<Attempt> attempts, @Nullable HistoryCursor next) {

	public HistoryPage {
		attempts = List.copyOf(attempts);
	}

}
