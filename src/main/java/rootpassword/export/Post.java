package rootpassword.export;

import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;

/** Posts rows to the address of a destination. */
record Post(AtMostOnceClient http, URI url, Duration deadline) {

	/** From connect to the last byte. */
	static final Duration DEADLINE = Duration.ofSeconds(10);

	Post(URI url, Duration deadline) {
		this(new AtMostOnceClient(deadline), url, deadline);
	}

	/**
	 * Posts a body, which is erased.
	 * @return the body of the answer; empty if it is too long or incomplete
	 * @throws RefusedException if the status is not 2xx
	 * @throws IOException if there is no status before the deadline
	 */
	Optional<byte[]> send(Map<String, String> headers, byte[] body) throws IOException {
		return switch (this.http.post(this.url, headers, body, Deadline.in(this.deadline))) {
			case Answered answered -> {
				check(answered.status(), answered.headers().get("retry-after"));
				yield Optional.of(answered.body());
			}
			// A body that is endless or broken changes nothing about the status
			case Unanswered(String cause, int status) when status != 0 -> {
				check(status, null);
				yield Optional.empty();
			}
			case Unanswered unanswered -> throw new IOException(unanswered.cause());
			case Unsent unsent -> throw new IOException(unsent.cause());
		};
	}

	private static void check(int status, @Nullable String retryAfter) throws RefusedException {
		if (status < 200 || status > 299) {
			throw new RefusedException(status, retryAfter);
		}
	}

	/** The destination answered, and did not confirm. */
	static final class RefusedException extends IOException {

		private static final long serialVersionUID = 1L;

		static final int CONFLICT = 409;

		static final int GONE = 410;

		static final int TOO_LARGE = 413;

		/**
		 * Timeout, too large (the next batch is smaller), too early, too many requests.
		 */
		private static final Set<Integer> CURED_BY_A_REPEAT = Set.of(408, TOO_LARGE, 425, 429);

		private static final Duration LONGEST_WAIT = Duration.ofHours(1);

		final int status;

		/** How long the destination asks to wait, at most an hour. */
		final Duration retryAfter;

		RefusedException(int status, @Nullable String retryAfter) {
			super("status " + status);
			this.status = status;
			this.retryAfter = (retryAfter != null) ? wait(retryAfter) : Duration.ZERO;
		}

		/** Seconds or a date, as RFC 9110 permits; anything else asks for no wait. */
		private static Duration wait(String retryAfter) {
			try {
				Duration wait = retryAfter.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(retryAfter))
						: Duration.between(Instant.now(),
								DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter, Instant::from));
				return (wait.compareTo(LONGEST_WAIT) < 0) ? wait : LONGEST_WAIT;
			}
			catch (DateTimeException ex) {
				return Duration.ZERO;
			}
		}

		/** Whether the same rows will be refused until someone changes something. */
		boolean isFinal() {
			return this.status < 500 && !CURED_BY_A_REPEAT.contains(this.status);
		}

	}

}
