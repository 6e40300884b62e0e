package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import rootpassword.alibaba.GatewayFixture;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.kit.LogWatch;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StsStub;
import rootpassword.kit.provider.StubAnswer;
import rootpassword.reset.Targets;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

import static org.assertj.core.api.Assertions.assertThat;

class RoleConfigurationTests {

	@TempDir
	private Path directory;

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.alibaba");

	private final ProviderStub provider = ProviderStub.start();

	private final StsStub sts = StsStub.start(this.provider);

	private Map<String, String> properties;

	@BeforeEach
	void writeToken() throws IOException {
		Path file = Files.writeString(this.directory.resolve("token"), StsStub.TOKEN);
		this.properties = new HashMap<>(this.sts.properties(file));
	}

	@AfterEach
	void stop() {
		this.sts.close();
		this.provider.close();
	}

	@Test
	void resetsWithARole() {
		application().run((context) -> {
			assertThat(reset(context)).isInstanceOf(Accepted.class);
			assertThat(this.sts.calls()).hasSize(1);
			assertThat(health(context, "dependencies")).isEqualTo(Status.UP);
		});
	}

	@Test
	void startsWithoutTheTokenServiceAndRecovers() {
		this.sts.always(StubAnswer.error(503, "ServiceUnavailable"));
		application().run((context) -> {
			assertThat(reset(context)).isEqualTo(new Rejected(Rejection.PROVIDER_DENIED));
			assertThat(this.provider.resets()).isEmpty();
			assertThat(health(context, "credentials")).isEqualTo(Status.DOWN);
			assertThat(health(context, "dependencies")).isEqualTo(Status.DOWN);
			assertThat(health(context, "readiness")).isEqualTo(Status.UP);
			assertThat(health(context, "liveness")).isEqualTo(Status.UP);
			this.sts.always(StubAnswer.asUsual());
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> health(context, "dependencies").equals(Status.UP));
			assertThat(reset(context)).isInstanceOf(Accepted.class);
		});
	}

	@Test
	void answersWithinTheDeadlineWhileTheTokenServiceHangs() {
		this.properties.put("root-password.dds.deadline", "10s");
		this.sts.always(StubAnswer.asUsual().after(Duration.ofSeconds(60)));
		application().run((context) -> {
			long start = System.nanoTime();
			assertThat(reset(context)).isEqualTo(new Rejected(Rejection.PROVIDER_DENIED));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(19_500));
		});
	}

	@Test
	void prefersAnAccessKeyAndLogsIt() {
		this.properties.put("ALIBABA_CLOUD_ACCESS_KEY_ID", ProviderStub.ACCESS_KEY_ID);
		this.properties.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ProviderStub.ACCESS_KEY_SECRET);
		application().run((context) -> {
			assertThat(reset(context)).isInstanceOf(Accepted.class);
			assertThat(health(context, "dependencies")).isEqualTo(Status.UP);
		});
		assertThat(this.sts.calls()).isEmpty();
		assertThat(this.log.lines("the access key is used")).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE" })
	void stopsTheStartOnHalfARole(String missing) {
		this.properties.remove(missing);
		assertStopsTheStart(missing);
	}

	@Test
	void stopsTheStartOnHalfAnAccessKeyBesideARole() {
		this.properties.put("ALIBABA_CLOUD_ACCESS_KEY_ID", "canary");
		assertStopsTheStart("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
	}

	@Test
	void stopsTheStartWithoutAReadableToken() throws IOException {
		Files.writeString(this.directory.resolve("token"), "");
		assertStopsTheStart("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
		Files.delete(this.directory.resolve("token"));
		assertStopsTheStart("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:1, http, http", "localhost, http, http", "127.0.0.1:1, https, https",
			"sts.aliyuncs.com, http, https", "127.evil.example, http, https" })
	void speaksPlainHttpOnlyToLoopbackAndOnlyIfTheProviderIsSpokenToSo(String endpoint, String provider,
			String expected) {
		this.properties.put("root-password.dds.protocol", provider);
		this.properties.put("root-password.sts.endpoint", endpoint);
		application().run((context) -> assertThat(context.getBean(AlibabaProperties.class)
			.protocolFor(context.getBean(StsProperties.class).endpoint(context.getEnvironment())))
			.hasToString(expected));
	}

	private void assertStopsTheStart(String name) {
		application().run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (invalid) -> {
				assertThat(invalid.getName()).isEqualTo(name);
				assertThat(invalid.getReason()).startsWith("must ");
			}));
	}

	private static Object reset(ApplicationContext context) {
		return context.getBean(Targets.class)
			.all()
			.getFirst()
			.gateway()
			.reset(GatewayFixture.command(), GatewayFixture.admitted());
	}

	private static Status health(ApplicationContext context, String path) {
		// As a program does that has started
		AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
		return context.getBean(HealthEndpoint.class).healthForPath(path).getStatus();
	}

	// With the program's own application.yaml, and so with its groups; the ledger's
	// indicator is not there
	private ApplicationContextRunner application() {
		return new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer())
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class, EndpointAutoConfiguration.class,
					ApplicationAvailabilityAutoConfiguration.class,
					AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class))
			.withUserConfiguration(GatewayFixture.Gateway.class)
			.withPropertyValues("management.endpoint.health.validate-group-membership=false")
			.withPropertyValues(this.properties.entrySet()
				.stream()
				.map((property) -> property.getKey() + "=" + property.getValue())
				.toArray(String[]::new));
	}

}
