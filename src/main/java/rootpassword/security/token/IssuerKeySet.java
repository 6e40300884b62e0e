package rootpassword.security.token;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.ParseException;
import java.util.Map;

import com.nimbusds.jose.KeySourceException;
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
 * Fetches an issuer's keys from where it is configured or discovered, anew each time.
 */
final class IssuerKeySet implements JWKSetSource<SecurityContext> {

	private static final Logger logger = LoggerFactory.getLogger(IssuerKeySet.class);

	private final TrustedIssuer trusted;

	private final IssuerClient client;

	private volatile boolean answered;

	IssuerKeySet(TrustedIssuer trusted, IssuerClient client) {
		this.trusted = trusted;
		this.client = client;
	}

	/** Whether the issuer gave its keys when it was last asked. */
	boolean answered() {
		return this.answered;
	}

	@Override
	public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
			throws KeySourceException {
		try {
			JWKSet keys = JWKSet.parse(this.client.get(uri()));
			this.answered = true;
			return keys;
		}
		catch (IOException | ParseException | RuntimeException ex) {
			this.answered = false;
			// A parser's message quotes what it read
			logger.warn("Issuer {} cannot be asked for its keys: {}", this.trusted.issuer(),
					(ex instanceof IOException) ? ex.toString() : "it does not answer as it should");
			throw new JWKSetRetrievalException("No keys", ex);
		}
	}

	@Override
	public void close() {
		// Holds nothing
	}

	private URI uri() throws IOException, ParseException {
		if (this.trusted.jwkSetUri() != null) {
			return this.trusted.jwkSetUri();
		}
		String issuer = String.valueOf(this.trusted.issuer());
		Map<String, Object> metadata = JSONObjectUtils
			.parse(this.client.get(URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration")));
		try {
			URI uri = new URI(String.valueOf(metadata.get("jwks_uri")));
			if (issuer.equals(metadata.get("issuer")) && TrustedIssuer.isTrustworthy(uri)) {
				return uri;
			}
			throw new IOException("its discovery document speaks of another issuer or of no trustworthy jwks_uri");
		}
		catch (URISyntaxException ex) {
			throw new IOException("its discovery document's jwks_uri is none", ex);
		}
	}

}
