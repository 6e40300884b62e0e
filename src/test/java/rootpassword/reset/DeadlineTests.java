package rootpassword.reset;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void theEarlierClockCounts() {
		long nanoTime = System.nanoTime();
		Instant now = Instant.now();
		Deadline monotonic = new Deadline(nanoTime + MINUTE.toNanos(), now.plus(MINUTE.multipliedBy(2)));
		Deadline wall = new Deadline(nanoTime + MINUTE.toNanos() * 2, now.plus(MINUTE));
		assertThat(monotonic.remaining()).isBetween(MINUTE.dividedBy(2), MINUTE);
		assertThat(wall.remaining()).isBetween(MINUTE.dividedBy(2), MINUTE);
	}

	@Test
	void nothingRemainsAfterwards() {
		Deadline past = Deadline.in(MINUTE.negated());
		assertThat(past.remaining()).isZero();
		assertThat(past.isOver()).isTrue();
		assertThat(Deadline.in(MINUTE).isOver()).isFalse();
	}

	@Test
	void theEarlierOfTwoCounts() {
		Deadline earlier = Deadline.in(MINUTE);
		Deadline later = Deadline.in(MINUTE.multipliedBy(2));
		assertThat(earlier.orEarlier(later)).isSameAs(earlier);
		assertThat(later.orEarlier(earlier)).isSameAs(earlier);
	}

}
