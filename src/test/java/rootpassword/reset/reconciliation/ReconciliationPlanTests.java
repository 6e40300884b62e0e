package rootpassword.reset.reconciliation;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the provider's trail is read, and what that costs.
 */
class ReconciliationPlanTests {

	private static final ReconciliationPlan PLAN = new ReconciliationPlan(Duration.ofMinutes(10), Duration.ofHours(24),
			true);

	@Test
	void readsEventsAfterTenMinutesAndThenAfterGrowingPausesForADay() {
		assertThat(PLAN.ages()).extracting(Duration::toMinutes)
			.containsExactly(10L, 15L, 25L, 45L, 85L, 165L, 325L, 645L, 1285L);
		Duration oldest = PLAN.ages().getLast();
		assertThat(oldest.plus(ReconciliationPlan.shortestWindow(oldest))).isLessThanOrEqualTo(Duration.ofHours(24));
	}

	@Test
	void hasNoAgeWhoseWindowEndsTooLate() {
		Duration end = Duration.ofMillis(16_500);
		assertThat(new ReconciliationPlan(Duration.ofSeconds(10), end, true).ages())
			.containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(15));
		assertThat(new ReconciliationPlan(Duration.ofSeconds(10), end.minusMillis(1), true).ages())
			.containsExactly(Duration.ofSeconds(10));
	}

	@Test
	void needsFarLessThanOneQueryASecondForAHundredThousandEventsADay() {
		assertThat(queriesADay(100_000)).isLessThan(86_400 / 3);
		assertThat(queriesADay(0)).isLessThan(86_400 / 20);
	}

	/** Two tests use short plans: the readers must stay distinct. */
	@Test
	void hasDistinctAgesInWholeSeconds() {
		for (int delay = 2; delay < 60; delay++) {
			List<Duration> ages = new ReconciliationPlan(Duration.ofSeconds(delay), Duration.ofMinutes(30), true)
				.ages();
			assertThat(ages).doesNotHaveDuplicates().allSatisfy((age) -> assertThat(age.toNanosPart()).isZero());
		}
	}

	/** A reader reads each of its windows in pages of 50, at least one. */
	private static double queriesADay(int events) {
		return PLAN.ages().stream().mapToDouble((age) -> {
			double windows = 86_400.0 / ReconciliationPlan.shortestWindow(age).toSeconds();
			return windows * Math.max(1, Math.ceil(events / windows / 50));
		}).sum();
	}

}
