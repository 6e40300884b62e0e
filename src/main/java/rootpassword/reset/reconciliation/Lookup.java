package rootpassword.reset.reconciliation;

import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.outcome.HasCode;

/** The result of one query of the provider's trail. */
public sealed interface Lookup {

	/**
	 * One page of events, in any order.
	 *
	 * @param malformed the number of events that could not be read
	 * @param nextToken leads to the next page; the last page has none
	 */
	record Page(List<ProviderEvent> events, int malformed, @Nullable String nextToken) implements Lookup {
	}

	/**
	 * No page.
	 *
	 * @param cause for the log; never quotes the provider
	 * @param code the provider's error code, in a syntax that may be logged
	 */
	record Failed(Failure failure, String cause, @Nullable String code) implements Lookup {

		/** A failure without an error code. */
		public Failed(Failure failure, String cause) {
			this(failure, cause, null);
		}

		/** The cause and the code, for the log. */
		String reason() {
			return (this.code != null) ? this.cause + " " + this.code : this.cause;
		}

	}

	/** The kinds of failures. */
	enum Failure implements HasCode {

		/** The provider asks for fewer queries. */
		THROTTLED,

		/** There is no answer that can be read. */
		UNANSWERED,

		/** The provider refuses this query, perhaps because of an old token. */
		REFUSED

	}

}
