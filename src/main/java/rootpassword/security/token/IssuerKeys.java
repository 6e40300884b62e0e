package rootpassword.security.token;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Caches an issuer's keys. An unknown key id triggers a new fetch, within a rate limit.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

	/** How long keys are used while their issuer is unavailable. */
	private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

	/** From this age on, keys are fetched again in the background. */
	private static final Duration REFRESH_AGE = Duration.ofMinutes(5);

	/** For the discovery document and the keys, one after the other. */
	private static final Duration MAX_FETCH = IssuerClient.DEADLINE.multipliedBy(2).plusSeconds(1);

	/** At most two fetches in this time. */
	private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

	private final JWKSource<SecurityContext> cached;

	IssuerKeys(TrustedIssuer trusted) {
		// Not outageTolerant(): it reports keys as unknown while the issuer is
		// unavailable
		this.cached = JWKSourceBuilder.create(new IssuerKeySet(trusted, new IssuerClient()))
			.cache(TIME_TO_LIVE.toMillis(), MAX_FETCH.toMillis())
			.refreshAheadCache(TIME_TO_LIVE.minus(REFRESH_AGE).toMillis(), null,
					Executors.newVirtualThreadPerTaskExecutor(), true, null, false)
			.rateLimited(MIN_INTERVAL.toMillis())
			.build();
	}

	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		// With a limit reached it throws: the issuer may have the key since the last
		// fetch
		return this.cached.get(selector, context);
	}

}
