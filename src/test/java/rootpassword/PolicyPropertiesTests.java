package rootpassword;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import rootpassword.kit.FailingLedger;
import rootpassword.kit.SilentObserver;
import rootpassword.kit.StubGateway;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.Targets;
import rootpassword.reset.password.PasswordPolicy;

import static org.assertj.core.api.Assertions.assertThat;

class PolicyPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Program.class);

	@Test
	void isTheProvidersRuleUnlessConfigured() {
		this.runner.run((context) -> assertThat(context).getBean(PasswordPolicy.class)
			.isEqualTo(new PasswordPolicy("!#$%^&*()_+-=", 8, false)));
	}

	@Test
	void isAsStrictAsConfigured() {
		this.runner
			.withPropertyValues("root-password.policy.special-characters={}$@", "root-password.policy.min-length=32",
					"root-password.policy.refuse-published-examples=true")
			.run((context) -> assertThat(context).getBean(PasswordPolicy.class)
				.isEqualTo(new PasswordPolicy("{}$@", 32, true)));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 7, 33 })
	void refusesALengthThatTheProviderRefuses(int minLength) {
		refuses("root-password.policy.min-length", minLength, "must be from 8 to 32");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			!A
			!z
			!5
			! #
			!é
			""")
	void refusesSpecialCharactersThatAreNone(String characters) {
		refuses("root-password.policy.special-characters", characters,
				"must be one or more printable ASCII characters other than letters, digits and the space");
	}

	private void refuses(String property, Object value, String reason) {
		this.runner.withPropertyValues(property + "=" + value)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (invalid) -> {
					assertThat(invalid.getName()).isEqualTo(property);
					assertThat(invalid.getReason()).isEqualTo(reason);
					assertThat(invalid.getValue()).isNull();
				}));
	}

	@EnableConfigurationProperties(PolicyProperties.class)
	@Import(RootPasswordConfiguration.class)
	static final class Program {

		@Bean
		ResetObserver observer() {
			return new SilentObserver();
		}

		@Bean
		ResetLedger ledger() {
			return new FailingLedger();
		}

		@Bean
		Targets targets() {
			return new StubGateway(Duration.ofSeconds(10)).targets();
		}

	}

}
