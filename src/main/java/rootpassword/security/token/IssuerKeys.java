package rootpassword.security.token;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Remembers an issuer's keys, and asks again for a key it does not know, but seldom.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

	/** How long keys are used while their issuer cannot be asked. */
	private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

	/** From this age on, keys are fetched again behind the requests that use them. */
	private static final Duration REFRESH_AGE = Duration.ofMinutes(5);

	/** Discovery and keys, one after the other. */
	private static final Duration LONGEST_FETCH = IssuerClient.DEADLINE.multipliedBy(2).plusSeconds(1);

	/** Two fetches in this time, however many keys are unknown. */
	private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

	private final IssuerKeySet keySet;

	private final JWKSource<SecurityContext> remembered;

	IssuerKeys(TrustedIssuer trusted) {
		this.keySet = new IssuerKeySet(trusted, new IssuerClient());
		// No outageTolerant(): it would call a key unknown whose issuer cannot be asked
		this.remembered = JWKSourceBuilder.create(this.keySet)
			.cache(TIME_TO_LIVE.toMillis(), LONGEST_FETCH.toMillis())
			.refreshAheadCache(TIME_TO_LIVE.minus(REFRESH_AGE).toMillis(), null,
					Executors.newVirtualThreadPerTaskExecutor(), true, null, false)
			.rateLimited(MIN_INTERVAL.toMillis())
			.build();
	}

	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		try {
			return this.remembered.get(selector, context);
		}
		catch (RateLimitReachedException ex) {
			if (this.keySet.answered()) {
				// Asked a moment ago, and it was not among them
				return List.of();
			}
			throw ex;
		}
	}

}
