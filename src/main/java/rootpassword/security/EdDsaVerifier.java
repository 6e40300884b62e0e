package rootpassword.security;

import java.security.Key;
import java.security.PublicKey;
import java.util.Set;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import rootpassword.keys.Ed25519;

/**
 * Verifies Ed25519 signatures (RFC 8037) with the JDK, because Nimbus would need another
 * library for them.
 */
final class EdDsaVerifier extends BaseJWSProvider implements JWSVerifier {

	private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

	private final PublicKey key;

	private EdDsaVerifier(PublicKey key) {
		super(ALGORITHMS);
		this.key = key;
	}

	/** Lets the processor accept Ed25519 besides its own algorithms. */
	static void addTo(ConfigurableJWTProcessor<SecurityContext> processor, JWKSource<SecurityContext> keys) {
		JWSKeySelector<SecurityContext> others = processor.getJWSKeySelector();
		processor.setJWSKeySelector((header, context) -> ALGORITHMS.contains(header.getAlgorithm())
				? keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), context)
					.stream()
					.flatMap(EdDsaVerifier::key)
					.toList()
				: others.selectJWSKeys(header, context));
		processor.setJWSVerifierFactory(new DefaultJWSVerifierFactory() {
			@Override
			public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
				return ALGORITHMS.contains(header.getAlgorithm()) ? new EdDsaVerifier((PublicKey) key)
						: super.createJWSVerifier(header, key);
			}
		});
	}

	private static Stream<PublicKey> key(JWK candidate) {
		if (!(candidate instanceof OctetKeyPair pair) || !Curve.Ed25519.equals(pair.getCurve())) {
			return Stream.empty();
		}
		try {
			return Stream.of(Ed25519.publicKey(pair.getDecodedX()));
		}
		catch (IllegalArgumentException ex) {
			return Stream.empty();
		}
	}

	@Override
	public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
		// No critical parameter is known here, so RFC 7515 demands a refusal
		return header.getCriticalParams() == null && Ed25519.verifies(this.key, input, signature.decode());
	}

}
