package rootpassword.security;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rootpassword.doctor.Setup;
import rootpassword.http.AtMostOnceClient;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.http.SafeUrl;
import rootpassword.reset.Deadline;
import rootpassword.security.AccessProperties.TrustedIssuer;

/**
 * Fetches an issuer's keys. Their address is configured, or comes from the issuer's
 * discovery document.
 */
final class IssuerKeyFetcher implements JWKSetSource<SecurityContext> {

	/** How long fetched keys serve while the issuer is unavailable. */
	private static final Duration TIME_TO_LIVE = Duration.ofHours(1);

	/** From this age on, keys are fetched again in the background. */
	private static final Duration REFRESH_AGE = Duration.ofMinutes(5);

	/** For one document, from the connection to the last byte. */
	private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);

	/** For the discovery document, then the keys, and a second to spare. */
	private static final Duration MAX_FETCH = FETCH_TIMEOUT.multipliedBy(2).plusSeconds(1);

	/** Nimbus permits two fetches in this time. */
	private static final Duration RATE_WINDOW = Duration.ofSeconds(10);

	private static final int MAX_BYTES = 256 * 1024;

	/** The API server of Kubernetes offers its keys only as application/jwk-set+json. */
	private static final Map<String, String> HEADERS = Map.of("Accept", "application/json, application/jwk-set+json");

	private static final Logger logger = LoggerFactory.getLogger(IssuerKeyFetcher.class);

	private final AtMostOnceClient http;

	private final TrustedIssuer trusted;

	/** The number that the last warning named. */
	private volatile int loggedUnreadable;

	private IssuerKeyFetcher(TrustedIssuer trusted, AtMostOnceClient http) {
		this.trusted = trusted;
		this.http = http;
	}

	/** For one fetch, without a cache. */
	static IssuerKeyFetcher of(TrustedIssuer trusted, Setup setup) {
		return new IssuerKeyFetcher(trusted,
				new AtMostOnceClient(FETCH_TIMEOUT, MAX_BYTES, setup.tls(), setup.proxies()));
	}

	/**
	 * The keys of the issuer from a cache. An unknown key id triggers a new fetch. If the
	 * rate limit forbids that, the look-up throws, because the issuer may have added the
	 * key since the last fetch. The builder's outage tolerance stays off, because with it
	 * the look-up would report an unknown key instead.
	 */
	static JWKSource<SecurityContext> cached(TrustedIssuer trusted) {
		Duration beforeExpiry = TIME_TO_LIVE.minus(REFRESH_AGE);
		// Nimbus's own thread for this would keep the JVM from ending
		ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
		// No listener, and no scheduler: only a look-up starts a refresh
		return JWKSourceBuilder.create(new IssuerKeyFetcher(trusted, new AtMostOnceClient(FETCH_TIMEOUT, MAX_BYTES)))
			.cache(TIME_TO_LIVE.toMillis(), MAX_FETCH.toMillis())
			.refreshAheadCache(beforeExpiry.toMillis(), null, background, true, null, false)
			.rateLimited(RATE_WINDOW.toMillis())
			.build();
	}

	@Override
	public JWKSet getJWKSet(@Nullable JWKSetCacheRefreshEvaluator evaluator, long now,
			@Nullable SecurityContext context) throws KeySourceException {
		try {
			return readable(JSONObjectUtils.parse(get(uri())));
		}
		catch (IOException | ParseException | RuntimeException ex) {
			logger.warn("The keys of issuer {} are unavailable: {}", this.trusted.issuer(), reason(ex));
			throw new JWKSetRetrievalException("No keys", ex);
		}
	}

	/** The message of a parser is not used, because it quotes the response. */
	static String reason(@Nullable Throwable failure) {
		return (failure instanceof IOException) ? String.valueOf(failure.getMessage()) : "invalid response";
	}

	/** Leaves out keys that cannot be read, so that the others still work. */
	@SuppressWarnings("unchecked")
	private JWKSet readable(Map<String, Object> document) throws ParseException {
		List<?> entries = (document.get("keys") instanceof List<?> list) ? list : List.of();
		List<JWK> keys = new ArrayList<>();
		for (Object entry : entries) {
			try {
				keys.add(JWK.parse((Map<String, Object>) entry));
			}
			catch (ParseException | RuntimeException ex) {
				// Counted below
			}
		}
		if (keys.isEmpty()) {
			throw new ParseException("no readable key", 0);
		}
		int unreadable = entries.size() - keys.size();
		if (unreadable != this.loggedUnreadable) {
			this.loggedUnreadable = unreadable;
			logger.warn("{} of {} keys of issuer {} cannot be read, and are left out", unreadable, entries.size(),
					this.trusted.issuer());
		}
		return new JWKSet(keys);
	}

	private URI uri() throws IOException, ParseException {
		if (this.trusted.jwkSetUri() != null) {
			return this.trusted.jwkSetUri();
		}
		String issuer = this.trusted.name();
		Map<String, Object> metadata = JSONObjectUtils
			.parse(get(URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration")));
		URI uri = (metadata.get("jwks_uri") instanceof String text) ? URI.create(text) : null;
		if (!issuer.equals(metadata.get("issuer")) || uri == null || !SafeUrl.isSafe(uri)) {
			throw new IOException("the discovery document names another issuer or a jwks_uri that is not https");
		}
		return uri;
	}

	private String get(URI uri) throws IOException {
		return switch (this.http.get(uri, HEADERS, Deadline.in(FETCH_TIMEOUT))) {
			case Answered answered when answered.status() == 200 -> new String(answered.body(), StandardCharsets.UTF_8);
			case Answered answered -> throw new IOException("status " + answered.status());
			case Unanswered(String cause, int status) -> throw new IOException(cause);
			case Unsent(String cause) -> throw new IOException(cause);
		};
	}

	@Override
	public void close() {
	}

}
