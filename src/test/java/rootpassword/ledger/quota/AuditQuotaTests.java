package rootpassword.ledger.quota;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rootpassword.ledger.quota.AuditQuota.Counted;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.command.Actor;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;

class AuditQuotaTests {

	private static final Kind REFUSED = Kind.refused(Rejection.FORBIDDEN);

	private final AuditQuota quota = new AuditQuota(1, () -> Duration.ofDays(1).toNanos());

	@Test
	void identitiesWithoutARuleShareOneBudget() {
		assertThat(this.quota.permits(actor("jwt:a", "no-rule"), REFUSED)).isTrue();
		assertThat(this.quota.permits(actor("jwt:b", "no-rule"), REFUSED)).isFalse();
		assertThat(this.quota.permits(actor("jwt:a", "no-instance"), REFUSED)).isTrue();
		assertThat(this.quota.permits(actor("portal", "portal[0]"), REFUSED)).isTrue();
		assertThat(this.quota.permits(actor("portal", "portal[0]"), REFUSED)).isFalse();
	}

	@Test
	void dryRunsHaveABudgetOfTheirOwn() {
		Actor portal = actor("portal", "portal[0]");
		assertThat(this.quota.permits(portal, Kind.validated(Rejection.FORBIDDEN))).isTrue();
		assertThat(this.quota.permits(portal, Kind.validated(Rejection.FORBIDDEN))).isFalse();
		assertThat(this.quota.permits(portal, REFUSED)).isTrue();
	}

	@Test
	void permitsSoManyRowsAMinuteAndCountsTheRest() {
		AtomicLong nanoTime = new AtomicLong(5);
		AuditQuota two = new AuditQuota(2, nanoTime::get);
		Actor portal = actor("portal", "portal[0]");
		assertThat(Stream.generate(() -> two.permits(portal, REFUSED)).limit(4)).containsExactly(true, true, false,
				false);
		two.count(portal, REFUSED, 3);
		assertThat(two.drain()).containsExactly(new Counted(portal, REFUSED, 5));
		assertThat(two.drain()).isEmpty();
		nanoTime.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
		assertThat(two.permits(portal, REFUSED)).isFalse();
		nanoTime.incrementAndGet();
		assertThat(two.permits(portal, REFUSED)).isTrue();
		assertThat(two.drain()).containsExactly(new Counted(portal, REFUSED, 1));
	}

	/** Otherwise each summary would give room for as many rows again. */
	@Test
	void aSummaryGivesNoRoomWithinTheMinute() {
		Actor portal = actor("portal", "portal[0]");
		assertThat(this.quota.permits(portal, REFUSED)).isTrue();
		assertThat(this.quota.drain()).isEmpty();
		assertThat(this.quota.permits(portal, REFUSED)).isFalse();
	}

	private static Actor actor(String identity, @Nullable String rule) {
		return new Actor(identity, identity, null, "127.0.0.1", null, null, null, rule);
	}

}
