package rootpassword.kit;

import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

/**
 * One outcome of each kind, each with an answer of the provider.
 */
public final class Outcomes {

	public static final ResetOutcome ACCEPTED = new Accepted(new ProviderAnswer(200, null, "06CBD06E", null));

	public static final ResetOutcome THROTTLED = new Rejected(Rejection.PROVIDER_THROTTLED,
			new ProviderAnswer(503, "Throttling", "77", null));

	public static final ResetOutcome UNCONFIRMED = new Unconfirmed(new ProviderAnswer(500, "InternalError", "8", null));

	private Outcomes() {
	}

}
