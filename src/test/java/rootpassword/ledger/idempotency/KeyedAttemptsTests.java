package rootpassword.ledger.idempotency;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedAttemptsTests {

	private static final Duration HOUR = Duration.ofHours(1);

	/** An attempt counts for less than an hour, so the fourth pause follows only then. */
	@ParameterizedTest
	@CsvSource({ "PT1H, PT1S", "PT59M59.999S, PT2S" })
	void attemptsOfTheLastHourMakeThePauseLonger(Duration ageOfOldest, Duration expected) {
		assertThat(attempts(Duration.ZERO, Duration.ZERO, Duration.ZERO, ageOfOldest).pause()).isEqualTo(expected);
	}

	@Test
	void theNextAttemptCountsForTheNextPause() {
		assertThat(attempts(Duration.ZERO).nextPause()).hasSeconds(1);
		assertThat(attempts(Duration.ZERO, HOUR, Duration.ZERO).nextPause()).hasSeconds(1);
		assertThat(attempts(Duration.ZERO, Duration.ZERO, Duration.ZERO).nextPause()).hasSeconds(2);
		assertThat(attempts(many(20)).nextPause()).hasSeconds(30);
	}

	@Test
	void thirtyAttemptsAnHourAreTheMost() {
		assertThat(attempts(many(KeyedAttempts.PER_HOUR - 1)).pause()).isLessThan(Duration.ofMinutes(1));
		assertThat(attempts(many(KeyedAttempts.PER_HOUR)).pause()).isEqualTo(HOUR);
	}

	private static Duration[] many(int number) {
		return IntStream.range(0, number).mapToObj((i) -> Duration.ZERO).toArray(Duration[]::new);
	}

	private static KeyedAttempts attempts(Duration... ages) {
		AttemptId first = new AttemptId(new UUID(0, 1));
		return new KeyedAttempts(first, "",
				IntStream.range(0, ages.length)
					.mapToObj((i) -> new KeyedAttempt(first, new Unconfirmed(ProviderAnswer.NONE), false, Duration.ZERO,
							ages[i], Duration.ZERO, false))
					.toList());
	}

}
