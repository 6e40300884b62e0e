package rootpassword.reset.reconciliation;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.HasCode;
import rootpassword.reset.outcome.ResetOutcome;

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

		public Failed(Failure failure, String cause) {
			this(failure, cause, null);
		}

		/** The cause and the code, for the log. */
		String reason() {
			return (this.code != null) ? this.cause + " " + this.code : this.cause;
		}

	}

	enum Failure implements HasCode {

		/** The provider asks for fewer queries. */
		THROTTLED,

		/** There is no answer that can be read. */
		UNANSWERED,

		/** The provider refuses this query, perhaps because of an old token. */
		REFUSED

	}

	/**
	 * A call in the provider's trail that reset the password of {@code root}, or tried
	 * to.
	 *
	 * @param attempt the attempt that the caller's user agent names; not authenticated,
	 * since any caller of the provider can put any id there
	 * @param outcome with the same meaning as that of a direct answer
	 * @param requestId the provider's id of the call
	 * @param time the time of the call, by the provider's clock
	 * @param user the account that signed the call
	 * @param sourceAddress the address or service that the call came from
	 */
	record ProviderEvent(@Nullable AttemptId attempt, InstanceId instance, ResetOutcome outcome, String requestId,
			Instant time, @Nullable String user, @Nullable String sourceAddress) {
	}

}
