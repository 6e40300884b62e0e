package rootpassword.security.token;

import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches an issuer's keys, without a cache. Their address is configured, or comes from
 * the issuer's discovery document.
 */
final class IssuerKeySet implements JWKSetSource<SecurityContext> {

	private static final Logger logger = LoggerFactory.getLogger(IssuerKeySet.class);

	private final TrustedIssuer trusted;

	private final IssuerClient client;

	private volatile int unreadable;

	IssuerKeySet(TrustedIssuer trusted, IssuerClient client) {
		this.trusted = trusted;
		this.client = client;
	}

	@Override
	public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
			throws KeySourceException {
		try {
			return readable(JSONObjectUtils.parse(this.client.get(uri())));
		}
		catch (IOException | ParseException | RuntimeException ex) {
			// A parser's message quotes the response
			logger.warn("The keys of issuer {} are unavailable: {}", this.trusted.issuer(),
					(ex instanceof IOException) ? ex.toString() : "invalid response");
			throw new JWKSetRetrievalException("No keys", ex);
		}
	}

	/**
	 * Leaves out keys that cannot be read, so that one of them does not refuse all
	 * tokens.
	 */
	private JWKSet readable(Map<String, Object> document) throws ParseException {
		List<?> entries = (document.get("keys") instanceof List<?> list) ? list : List.of();
		List<JWK> keys = new ArrayList<>();
		for (Object entry : entries) {
			try {
				keys.add(JWK.parse(key(entry)));
			}
			catch (ParseException | RuntimeException ex) {
				// Counted below
			}
		}
		if (keys.isEmpty()) {
			throw new ParseException("no readable key", 0);
		}
		int unreadable = entries.size() - keys.size();
		if (unreadable != this.unreadable) {
			this.unreadable = unreadable;
			logger.warn("{} of {} keys of issuer {} cannot be read, and are left out", unreadable, entries.size(),
					this.trusted.issuer());
		}
		return new JWKSet(keys);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> key(Object entry) {
		return (Map<String, Object>) entry;
	}

	@Override
	public void close() {
		// No resources
	}

	private URI uri() throws IOException, ParseException {
		if (this.trusted.jwkSetUri() != null) {
			return this.trusted.jwkSetUri();
		}
		String issuer = String.valueOf(this.trusted.issuer());
		Map<String, Object> metadata = JSONObjectUtils
			.parse(this.client.get(URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration")));
		URI uri = URI.create(String.valueOf(metadata.get("jwks_uri")));
		if (!issuer.equals(metadata.get("issuer")) || !TrustedIssuer.isTrustworthy(uri)) {
			throw new IOException("the discovery document names another issuer or a jwks_uri that is not https");
		}
		return uri;
	}

}
