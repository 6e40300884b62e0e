package rootpassword.ledger;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import rootpassword.reset.AttemptId;

/**
 * Generates UUIDv7 that cannot be guessed and that increase, even within a millisecond
 * and when the clock is set back (RFC 9562, section 6.2, method 3).
 */
final class AttemptIds {

	private static final long VERSION_7 = 0x7000L;

	private static final long VARIANT = Long.MIN_VALUE;

	private final AtomicLong last = new AtomicLong();

	private final SecureRandom random = new SecureRandom();

	private final InstantSource clock;

	AttemptIds(InstantSource clock) {
		this.clock = clock;
	}

	AttemptId next() {
		long micros = ChronoUnit.MICROS.between(Instant.EPOCH, this.clock.instant());
		// 48 bits of milliseconds, and 12 bits of the rest
		long current = (micros / 1000) << 12 | (micros % 1000) * 4096 / 1000;
		long time = this.last.accumulateAndGet(current, (last, now) -> Math.max(last + 1, now));
		return new AttemptId(
				new UUID((time >>> 12) << 16 | VERSION_7 | (time & 0xfff), (this.random.nextLong() >>> 2) | VARIANT));
	}

}
