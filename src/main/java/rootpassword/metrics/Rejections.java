package rootpassword.metrics;

import java.util.EnumSet;
import java.util.Set;

import rootpassword.reset.Rejection;

/**
 * Which rejections can be seen where.
 */
final class Rejections {

	/** Before the core is asked: they are only noted. */
	static final Set<Rejection> NOTED = EnumSet.range(Rejection.INVALID_REQUEST, Rejection.FORBIDDEN);

	/** By the core, the ledger or the provider. */
	static final Set<Rejection> ANSWERED = EnumSet.complementOf(EnumSet.copyOf(NOTED));

	/** By the provider, or on the way to it. */
	static final Set<Rejection> PROVIDER = EnumSet.range(Rejection.PASSWORD_REFUSED, Rejection.PROVIDER_UNREACHABLE);

	private Rejections() {
	}

}
