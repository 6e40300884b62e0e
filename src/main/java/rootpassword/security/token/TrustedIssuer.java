package rootpassword.security.token;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An identity provider whose JWTs are accepted.
 *
 * @param issuer the {@code iss} claim of its JWTs
 * @param audience the value that their {@code aud} claim must contain
 * @param jwkSetUri the address of its keys; without it, the discovery document names it
 * @param clientClaim names of claims; the first that a JWT has is the client
 * @param groupsClaim the claim with the groups, or the path to it, such as
 * {@code realm_access.roles}; without it, groups are ignored
 */
public record TrustedIssuer(@Nullable URI issuer, @Nullable String audience, @Nullable URI jwkSetUri,
		@DefaultValue("sub") String subjectClaim, @DefaultValue( {
				"azp", "client_id" }) List<String> clientClaim,
		@Nullable String groupsClaim){

}
