package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitUseTests {

	private static final AttemptLimit THREE_A_MINUTE = new AttemptLimit(3, Duration.ofMinutes(1));

	@Test
	void waitsForTheAttemptThatMustLeaveTheWindowFirst() {
		List<Duration> ages = List.of(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofMillis(29_500));
		assertThat(new LimitUse(THREE_A_MINUTE, 0, ages.subList(0, 2), 0).pause()).isZero();
		assertThat(new LimitUse(THREE_A_MINUTE, 0, ages, 0).pause()).isEqualTo(Duration.ofSeconds(31));
		assertThat(new LimitUse(THREE_A_MINUTE, 0, ages, 0).withOneMore().pause()).isEqualTo(Duration.ofSeconds(40));
		assertThat(new LimitUse(THREE_A_MINUTE, 0, ages, 3).pause()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void attemptsThatTheQuerySkippedCount() {
		assertThat(LimitUse.skip(THREE_A_MINUTE, 1)).isEqualTo(2);
		assertThat(LimitUse.skip(THREE_A_MINUTE, 32)).isZero();
		assertThat(new LimitUse(THREE_A_MINUTE, 2, List.of(Duration.ofSeconds(20)), 0).pause())
			.isEqualTo(Duration.ofSeconds(40));
		assertThat(new LimitUse(THREE_A_MINUTE, 2, List.of(), 0).pause()).isZero();
	}

}
