package rootpassword.alibaba;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.reset.Targets;
import rootpassword.reset.outcome.ResetOutcome.Accepted;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
class AlibabaConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withUserConfiguration(GatewayFixture.Gateway.class)
		.withPropertyValues("ALIBABA_CLOUD_ACCESS_KEY_ID=canaryid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=canarysecret");

	@Test
	void needsNoMoreThanAnAccessKey() {
		this.application.run((context) -> {
			assertThat(context.getBean("providerTargets"))
				.asInstanceOf(InstanceOfAssertFactories.list(ProviderTarget.class))
				.singleElement()
				.satisfies((target) -> {
					assertThat(target.name()).isEqualTo("default");
					assertThat(target.endpoint()).isEqualTo("mongodb.aliyuncs.com");
					assertThat(target.region()).isNull();
				});
			assertThat(context.getBean(AlibabaProperties.class).protocol()).hasToString("https");
			assertThat(context.getBean(Targets.class).limit()).hasSeconds(10);
		});
	}

	@Test
	void callsTheConfiguredEndpoint() {
		try (ProviderStub stub = ProviderStub.start()) {
			this.application
				.withPropertyValues(stub.properties()
					.entrySet()
					.stream()
					.map((property) -> property.getKey() + "=" + property.getValue())
					.toArray(String[]::new))
				.run((context) -> assertThat(context.getBean(Targets.class)
					.all()
					.getFirst()
					.gateway()
					.reset(GatewayFixture.command(), GatewayFixture.admitted())).isInstanceOf(Accepted.class));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = { "ALIBABA_CLOUD_ACCESS_KEY_ID|",
			"ALIBABA_CLOUD_ACCESS_KEY_ID| ", "ALIBABA_CLOUD_ACCESS_KEY_ID|canary id",
			"ALIBABA_CLOUD_ACCESS_KEY_SECRET|", "ALIBABA_CLOUD_ACCESS_KEY_SECRET|canary\tsecret",
			"ALIBABA_CLOUD_ACCESS_KEY_SECRET|canär", "ALIBABA_CLOUD_ROLE_ARN|", "ALIBABA_CLOUD_ROLE_ARN|canary role",
			"root-password.sts.endpoint|https://canary", "root-password.sts.endpoint|canary:99999",
			"root-password.sts.endpoint|", "ALIBABA_CLOUD_SECURITY_TOKEN| ",
			"ALIBABA_CLOUD_SECURITY_TOKEN|canary token", "root-password.dds.endpoint|https://canary",
			"root-password.dds.endpoint|canary/", "root-password.dds.endpoint|user@canary",
			"root-password.dds.endpoint|canary:99999", "root-password.dds.endpoint|canary:",
			"root-password.dds.endpoint|", "root-password.dds.protocol|http", "root-password.dds.region|canary region",
			"root-password.dds.region|canary", "ALIBABA_CLOUD_STS_ENDPOINT|https://canary",
			"ALIBABA_CLOUD_STS_REGION|canary region", "root-password.credentials.ecs-role|canary role",
			"root-password.dds.connect-timeout|0s", "root-password.dds.connect-timeout|11s",
			"root-password.dds.deadline|0s", "root-password.dds.max-concurrent|0",
			"ALIBABACLOUD_JAVA_CORE_INGNORE_SSL|YES", "DEBUG|sdk", "DEBUG|all,SDK" })
	void stopsTheStartNamingTheProperty(String name, String value) {
		String given = (value != null) ? value : "";
		this.application
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new org.springframework.core.env.MapPropertySource("case", java.util.Map.of(name, given))))
			.run((context) -> {
				Throwable failure = context.getStartupFailure();
				assertThat(failure).rootCause()
					.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (invalid) -> {
						assertThat(invalid.getName()).isEqualTo(name);
						assertThat(invalid.getReason()).startsWith("must ");
					});
				assertThat(failure).hasStackTraceContaining(name);
				assertThat(failure.toString() + failure.getCause()).doesNotContain("canary");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET" })
	void stopsTheStartOnHalfAKey(String given) {
		new ApplicationContextRunner().withUserConfiguration(GatewayFixture.Gateway.class)
			.withPropertyValues(given + "=canary")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(given.endsWith("_ID") ? "_SECRET" : "_ID"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "127.evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "mongodb.example" })
	void speaksPlainHttpToLoopbackOnly(String endpoint) {
		this.application.withPropertyValues("root-password.dds.protocol=http", "root-password.dds.endpoint=" + endpoint)
			.run((context) -> assertThat(context).hasFailed());
	}

}
