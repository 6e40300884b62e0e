package rootpassword.export;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The destination answered, and did not confirm.
 */
final class RefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Client errors that a repeat can cure: timeout, too early, too many requests; and
	 * too large, because the next batch is smaller.
	 */
	private static final Set<Integer> TRANSIENT = Set.of(408, 413, 425, 429);

	private static final Duration LONGEST_WAIT = Duration.ofHours(1);

	private final int status;

	private final Duration retryAfter;

	/**
	 * A refusal.
	 * @param retryAfter the header, or {@code null}
	 */
	RefusedException(int status, @Nullable String retryAfter) {
		super("status " + status);
		this.status = status;
		this.retryAfter = (retryAfter != null) ? wait(retryAfter) : Duration.ZERO;
	}

	/** How long the destination asks to wait, at most an hour. */
	Duration retryAfter() {
		return this.retryAfter;
	}

	/** Whether the batch is too large. */
	boolean isTooLarge() {
		return this.status == 413;
	}

	/** Whether the destination wants nothing any more. */
	boolean isGone() {
		return this.status == 410;
	}

	/** Seconds or a date, as RFC 9110 permits; anything else asks for no wait. */
	private static Duration wait(String retryAfter) {
		try {
			Duration wait = retryAfter.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(retryAfter)) : Duration
				.between(Instant.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter, Instant::from));
			return (wait.compareTo(LONGEST_WAIT) < 0) ? wait : LONGEST_WAIT;
		}
		catch (DateTimeException ex) {
			return Duration.ZERO;
		}
	}

	/** Whether the destination knows other rows with these indexes, or misses some. */
	boolean isConflict() {
		return this.status == 409;
	}

	/** Whether the same rows will be refused until someone changes something. */
	boolean isFinal() {
		return this.status < 500 && !TRANSIENT.contains(this.status);
	}

}
