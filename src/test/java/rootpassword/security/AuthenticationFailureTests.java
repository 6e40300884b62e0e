package rootpassword.security;

import java.util.Map;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.IdentityProvider;
import rootpassword.kit.LogWatch;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed authentications in the log, without the token for the limit of repeated
 * warnings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationFailureTests {

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.security");

	private IdentityProvider company;

	private SecurityFixture facade;

	@BeforeAll
	void start() {
		this.company = IdentityProvider.start();
		this.facade = SecurityFixture.start("root-password.trusted-proxies=127.0.0.0/8",
				"root-password.issuers[0].issuer=" + this.company.issuer(),
				"root-password.issuers[0].audience=" + IdentityProvider.AUDIENCE);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.company.close();
	}

	@ParameterizedTest
	@CsvSource({ "'',missing", "two words,malformed", "canary-4711,unknown", "foreign,foreign", "unsigned,unverified",
			"late,invalid", "nobody,invalid" })
	void logsFaultAndSourceAddress(String kind, String fault) {
		String token = switch (kind) {
			case "foreign" -> this.company.token(Map.of("iss", "https://idp.example.com"));
			case "unsigned" -> this.company.token(Map.of()).replaceFirst("\\.[^.]*$", ".AAAA");
			case "late" -> this.company.token(Map.of("iat", 999_999_000, "exp", 1_000_000_000));
			case "nobody" -> this.company.token(Map.of("sub", " "));
			default -> kind;
		};
		String source = "203.0.113." + (100 + kind.length());
		assertThat(this.facade.reset("dds-a", token, "X-Forwarded-For", source).status()).isEqualTo(401);
		// The text before its values has the fault, because the log's limit counts by it
		assertThat(this.log.warnings()).filteredOn((event) -> event.getFormattedMessage().contains(source))
			.extracting(ILoggingEvent::getMessage)
			.containsExactly("Authentication failed for {}: token " + fault);
		assertThat(token.split("[ .]")).filteredOn((part) -> part.length() > 7)
			.allSatisfy((part) -> assertThat(this.log.lines()).noneMatch((line) -> line.contains(part)));
	}

	@Test
	void doesNotLogAuthenticatedCallers() {
		assertThat(this.facade.reset("dds-a", this.company.token(Map.of())).status()).isEqualTo(403);
		assertThat(this.log.warnings()).isEmpty();
	}

}
