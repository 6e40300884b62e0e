package rootpassword.security;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import rootpassword.security.AccessProperties.TrustedIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class AccessPropertiesTests {

	private final Map<String, String> site = new HashMap<>(
			Map.of("root-password.issuers[0].issuer", "https://idp.example.com", "root-password.issuers[0].audience",
					"root-password", "root-password.callers[0].name", "portal", "root-password.callers[0].subject",
					"portal", "root-password.trusted-proxies", "10.0.0.0/8,2001:db8::/32,192.0.2.1"));

	@Test
	void hasDefaultsForAllProperties() {
		this.site.clear();
		AccessProperties properties = bind();
		assertThat(properties.callers()).isEmpty();
		assertThat(properties.issuers()).isEmpty();
		assertThat(properties.trustedProxies()).isEmpty();
		assertThat(properties.callersFile()).isNull();
	}

	@Test
	void usesTheStandardClaimsByDefault() {
		TrustedIssuer issuer = bind().issuers().getFirst();
		assertThat(issuer.subjectClaim()).isEqualTo("sub");
		assertThat(issuer.clientClaim()).containsExactly("azp", "client_id");
		assertThat(issuer.groupsClaim()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			issuers[0].issuer      | http://idp.example.com
			issuers[0].issuer      | http://localhost.example.com
			issuers[0].issuer      | http://127.0.0.1.example.com
			issuers[0].issuer      | https://user:canary@idp.example.com
			issuers[0].issuer      | https:///canary
			issuers[0].issuer      | canary
			issuers[0].jwk-set-uri | http://idp.example.com/keys
			issuers[0].jwk-set-uri | file:///etc/passwd
			issuers[0].audience    | ''
			issuers[1].audience    | second-without-issuer
			callers[0].client      | canary
			callers[0].issuer      | https://canary.example.com
			callers[0].users       | true
			callers[0].name        | ''
			callers[1].name        | second-without-identity
			trusted-proxies        | 10.0.0.0/33
			trusted-proxies        | 10.0.0.0/-1
			trusted-proxies        | 10.0.0.0/8/8
			trusted-proxies        | 10.0.0
			trusted-proxies        | 300.0.0.1
			trusted-proxies        | 2001:db8::/129
			trusted-proxies        | proxy.canary.example
			trusted-proxies        | canary
			""")
	void namesTheInvalidProperty(String name, String value) {
		this.site.put("root-password." + name, value);
		Throwable failure = catchThrowable(this::bind);
		assertThat(failure).isNotNull();
		while (failure.getCause() != null) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
			assertThat(ex.getName()).startsWith("root-password." + name.replaceFirst("\\..*", ""));
			assertThat(ex.getReason()).startsWith("must").doesNotContain("canary");
			assertThat(ex.getValue()).isNull();
		});
	}

	/** The same rule holds for every other URL of the configuration. */
	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]" })
	void trustsAnHttpUrlOfThisMachine(String url) {
		this.site.put("root-password.issuers[0].jwk-set-uri", url);
		assertThat(bind().issuers()).hasSize(1);
	}

	@Test
	void refusesAnIssuerTwice() {
		this.site.put("root-password.issuers[1].issuer", "https://idp.example.com");
		this.site.put("root-password.issuers[1].audience", "other");
		assertThat(catchThrowable(this::bind)).hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class);
	}

	@Test
	void acceptsAnEntryWithAConfiguredIssuer() {
		this.site.put("root-password.callers[0].issuer", "https://idp.example.com");
		assertThat(bind().callers()).extracting(CallerEntry::issuer).containsExactly("https://idp.example.com");
	}

	private AccessProperties bind() {
		return new Binder(new MapConfigurationPropertySource(this.site)).bindOrCreate("root-password",
				AccessProperties.class);
	}

}
