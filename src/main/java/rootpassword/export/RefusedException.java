package rootpassword.export;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The destination answered, and did not confirm. */
final class RefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	static final int CONFLICT = 409;

	static final int GONE = 410;

	static final int TOO_LARGE = 413;

	/** Timeout, too early, too many requests, and too large: then a batch is smaller. */
	private static final Set<Integer> CURED_BY_A_REPEAT = Set.of(408, TOO_LARGE, 425, 429);

	private static final Duration LONGEST_WAIT = Duration.ofHours(1);

	private final int status;

	private final Duration retryAfter;

	RefusedException(int status, @Nullable String retryAfter) {
		super("status " + status);
		this.status = status;
		this.retryAfter = (retryAfter != null) ? wait(retryAfter) : Duration.ZERO;
	}

	int status() {
		return this.status;
	}

	/** How long the destination asks to wait, at most an hour. */
	Duration retryAfter() {
		return this.retryAfter;
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

	/** Whether the same rows will be refused until someone changes something. */
	boolean isFinal() {
		return this.status < 500 && !CURED_BY_A_REPEAT.contains(this.status);
	}

}
