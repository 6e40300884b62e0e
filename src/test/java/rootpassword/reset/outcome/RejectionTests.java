package rootpassword.reset.outcome;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RejectionTests {

	@Test
	void theSameRequestCanSucceedLaterOnlyForTheseReasons() {
		assertThat(Rejection.all(Rejection::retryable)).containsExactlyInAnyOrder(Rejection.IN_FLIGHT,
				Rejection.RATE_LIMITED, Rejection.OVERLOADED, Rejection.LEDGER_UNAVAILABLE, Rejection.INSTANCE_STATE,
				Rejection.PROVIDER_DENIED, Rejection.PROVIDER_THROTTLED, Rejection.PROVIDER_UNREACHABLE);
	}

	@Test
	void theProviderCanHaveReceivedTheRequestOnlyForTheseReasons() {
		assertThat(Rejection.all(Rejection::sent)).containsExactlyInAnyOrder(Rejection.PASSWORD_REFUSED,
				Rejection.CHARACTER_TYPE, Rejection.INSTANCE_NOT_FOUND, Rejection.INSTANCE_STATE,
				Rejection.PROVIDER_DENIED, Rejection.PROVIDER_THROTTLED);
	}

}
