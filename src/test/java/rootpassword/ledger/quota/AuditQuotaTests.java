package rootpassword.ledger.quota;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.command.Actor;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;

class AuditQuotaTests {

	private static final Kind REFUSED = Kind.refused(Rejection.FORBIDDEN);

	private final AuditQuota quota = new AuditQuota(1, () -> 0);

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

	private static Actor actor(String identity, @Nullable String rule) {
		return new Actor(identity, identity, null, "127.0.0.1", null, null, null, rule);
	}

}
