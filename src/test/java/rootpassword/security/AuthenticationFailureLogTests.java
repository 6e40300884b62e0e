package rootpassword.security;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import rootpassword.kit.IdentityProvider;
import rootpassword.security.token.TokenFault;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed authentications in the log, without the token and with a limit on lines.
 */
@Order(Integer.MAX_VALUE)
@ResourceLock("warnings")
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationFailureLogTests {

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
	void logsFaultAndSourceAddress(String kind, String fault, CapturedOutput output) {
		String token = switch (kind) {
			case "foreign" -> this.company.token(Map.of("iss", "https://idp.example.com"));
			case "unsigned" -> this.company.token(Map.of()).replaceFirst("\\.[^.]*$", ".AAAA");
			case "late" -> this.company.token(Map.of("iat", 999_999_000, "exp", 1_000_000_000));
			case "nobody" -> this.company.token(Map.of("sub", " "));
			default -> kind;
		};
		String source = "203.0.113." + (100 + kind.length());
		assertThat(this.facade.reset("dds-a", token, "X-Forwarded-For", source).status()).isEqualTo(401);
		assertThat(output.getOut()).containsOnlyOnce("Authentication failed for " + source + ": token " + fault);
		assertThat(token.split("[ .]")).filteredOn((part) -> part.length() > 7)
			.allSatisfy((part) -> assertThat(output.getAll()).doesNotContain(part));
	}

	@Test
	void doesNotLogAuthenticatedCallers(CapturedOutput output) {
		assertThat(this.facade.reset("dds-a", this.company.token(Map.of())).status()).isEqualTo(403);
		assertThat(output.getOut()).doesNotContain("Authentication failed");
	}

	@ParameterizedTest
	@EnumSource
	void summarisesAFloodInOneLine(TokenFault fault, CapturedOutput output) {
		AuthenticationFailureLog log = new AuthenticationFailureLog();
		for (int minute = 0; minute < 2; minute++) {
			for (int i = 1; i <= 1000; i++) {
				log.add(fault, "192.0.2." + i % 250);
			}
			log.summarise();
		}
		log.summarise();
		assertThat(output.getOut().lines().filter((line) -> line.endsWith("token " + fault.code())))
			.filteredOn((line) -> line.contains("192.0.2."))
			.hasSize(2 * (AuthenticationFailureLog.PER_MINUTE + 1))
			.filteredOn((line) -> line.contains("failed 995 more times within a minute, the last time for 192.0.2.0:"))
			.hasSize(2);
	}

	@Test
	void logsTheLastCountWhenItCloses(CapturedOutput output) {
		try (AuthenticationFailureLog log = new AuthenticationFailureLog()) {
			for (int i = 0; i <= AuthenticationFailureLog.PER_MINUTE; i++) {
				log.add(TokenFault.UNKNOWN, "198.51.100.1");
			}
		}
		assertThat(output.getOut())
			.contains("failed 1 more times within a minute, the last time for 198.51.100.1: token unknown");
	}

}
