package rootpassword.login;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import rootpassword.reset.LoginCheck;

import static org.assertj.core.api.Assertions.assertThat;

class LoginConfigurationTests {

	private static final String PREFIX = "root-password.login-check.";

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
		.withUserConfiguration(LoginConfiguration.class, Properties.class);

	@Test
	void isOffByDefault() {
		this.application.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LoginCheck.class));
	}

	@Test
	void takesAtMostThreeSeconds() {
		this.application
			.withPropertyValues(PREFIX + "enabled=true", PREFIX
					+ "addresses={instance}1.mongodb.rds.aliyuncs.com:3717,{instance}2.mongodb.rds.aliyuncs.com:3717")
			.run((context) -> {
				assertThat(context.getBean(LoginCheck.class)).hasFieldOrPropertyWithValue("limit",
						Duration.ofSeconds(3));
				assertThat(context.getBean(LoginProperties.class).tls()).isTrue();
				assertThat(context.getBean(LoginProperties.class).patterns()).hasSize(2);
			});
	}

	@Test
	void refusesToCheckWithoutAnAddress() {
		this.application.withPropertyValues(PREFIX + "enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("root-password.login-check.addresses"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			addresses    | canary.internal:3717          | addresses[0]
			addresses    | {instance}.a:1,canary         | addresses[1]
			addresses    | 10.0.0.1:3717                 | addresses[0]
			addresses    | 127.0.0.1:3717                | addresses[0]
			addresses    | {instance}.a:1,{instance}.a:1,{instance}.a:1,{instance}.a:1,{instance}.a:1 | addresses
			ssl-bundle   | canary                        | ssl-bundle
			""")
	void stopsTheStartForAWrongValue(String property, String value, String named) {
		this.application
			.withPropertyValues(PREFIX + "enabled=true", PREFIX + "addresses={instance}.internal:1",
					PREFIX + property + "=" + ((value != null) ? value : ""))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo(PREFIX + named);
					assertThat(failure.getMessage()).doesNotContain("canary");
				}));
	}

	@Test
	void refusesABundleThatWouldNotBeUsed() {
		this.application
			.withPropertyValues(PREFIX + "enabled=true", PREFIX + "addresses={instance}.internal:1",
					PREFIX + "tls=false", PREFIX + "ssl-bundle=instances")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(failure) -> assertThat(failure.getName()).isEqualTo(PREFIX + "ssl-bundle")));
	}

	@EnableConfigurationProperties(LoginProperties.class)
	static class Properties {

	}

}
