package rootpassword.alibaba;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import rootpassword.kit.LogWatch;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;
import rootpassword.kit.provider.StsStub;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.Reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Two regions, the second of them in another account. */
class TargetsTests {

	private static final String ROLE = "acs:ram::6543210987654321:role/root-password";

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.alibaba");

	private final ProviderStub hangzhou = ProviderStub.start();

	private final ProviderStub singapore = ProviderStub.start();

	private final StsStub sts = StsStub.start(this.hangzhou);

	@AfterEach
	void stop() {
		this.sts.close();
		this.hangzhou.close();
		this.singapore.close();
	}

	@Test
	void callsEachTargetAtItsOwnEndpointWithItsOwnKey() {
		this.sts.allow(ROLE, this.singapore);
		application(accessKey(), "root-password.actiontrail.enabled=true", "root-password.targets[0].actiontrail=false")
			.run((context) -> {
				assertThat(reset(context, "dds-bp1x")).isInstanceOf(Accepted.class);
				assertThat(reset(context, "dds-t4nx")).isInstanceOf(Accepted.class);
				assertThat(context.getBean(Targets.class).of(new InstanceId("dds-other"))).isEmpty();
				assertThat(context.getBean(Targets.class).all()).extracting((target) -> target.gateway().capacity())
					.containsExactly(512, 64);
				assertThat(context.getBean(Targets.class).all()).extracting(Target::region, Target::account)
					.containsExactly(tuple("cn-hangzhou", null), tuple("ap-southeast-1", "6543210987654321"));
				assertThat(context.getBean("providerTrails"))
					.asInstanceOf(InstanceOfAssertFactories.list(ProviderTrail.class))
					.singleElement()
					.satisfies((trail) -> {
						assertThat(trail.target()).isEqualTo("singapore-payments");
						assertThat(trail.account()).isEqualTo("6543210987654321");
						assertThat(trail.sharing()).isOne();
					});
			});
		assertThat(this.hangzhou.resets()).singleElement().satisfies((reset) -> {
			assertThat(reset.instance()).isEqualTo("dds-bp1x");
			assertThat(reset.code()).isNull();
			assertThat(reset.parameters()).containsEntry("AccessKeyId", ProviderStub.ACCESS_KEY_ID)
				.containsEntry("RegionId", "cn-hangzhou");
		});
		assertThat(this.singapore.resets()).singleElement().satisfies((reset) -> {
			assertThat(reset.instance()).isEqualTo("dds-t4nx");
			assertThat(reset.code()).isNull();
			assertThat(reset.parameters())
				.hasEntrySatisfying("AccessKeyId", (id) -> assertThat(id).startsWith("STS.id"))
				.containsEntry("RegionId", "ap-southeast-1");
		});
		// Twice if the first answer was too slow
		assertThat(this.sts.calls()).isNotEmpty()
			.allSatisfy((call) -> assertThat(call).containsEntry("RoleArn", ROLE)
				.containsEntry("ExternalId", "portal-4711")
				.containsEntry("RoleSessionName", "root-password-singapore-payments")
				.containsEntry("Policy", "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
						+ "[\"dds:ResetAccountPassword\",\"actiontrail:LookupEvents\"],\"Resource\":\"*\"}]}"));
	}

	/** Both keys are temporary, and the second is asked for with the first. */
	@Test
	void assumesTheRoleWithTheKeyOfThePod(@TempDir Path directory) throws IOException {
		this.sts.allow(ROLE, this.singapore);
		Stream<String> pod = this.sts.properties(Files.writeString(directory.resolve("token"), StsStub.TOKEN))
			.entrySet()
			.stream()
			.filter((property) -> property.getKey().startsWith("ALIBABA_CLOUD_"))
			.map((property) -> property.getKey() + "=" + property.getValue());
		application(pod, "root-password.dds.signature-version=V3").run((context) -> {
			assertThat(reset(context, "dds-bp1x")).isInstanceOf(Accepted.class);
			assertThat(reset(context, "dds-t4nx")).isInstanceOf(Accepted.class);
		});
		assertThat(this.sts.calls()).extracting((call) -> call.get("Action"))
			.containsExactly("AssumeRoleWithOIDC", "AssumeRole");
		assertThat(this.hangzhou.resets()).extracting(ReceivedReset::code).containsOnlyNulls();
		assertThat(this.singapore.resets()).extracting(ReceivedReset::code).containsOnlyNulls();
	}

	@Test
	void refusesAnActionTrailThatNoTargetReads() {
		application(accessKey(), "root-password.actiontrail.enabled=true", "root-password.targets[0].actiontrail=false",
				"root-password.targets[1].actiontrail=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("root-password.actiontrail.enabled"));
	}

	@Test
	void deniesTheResetsOfTheTargetWhoseRoleItCannotAssume() {
		application(accessKey()).run((context) -> {
			assertThat(reset(context, "dds-t4nx")).isEqualTo(new Rejected(Rejection.PROVIDER_DENIED));
			assertThat(this.singapore.resets()).isEmpty();
			assertThat(reset(context, "dds-bp1x")).isInstanceOf(Accepted.class);
			assertThat(health(context))
				.containsExactlyInAnyOrderEntriesOf(Map.of("hangzhou", Status.UP, "singapore-payments", Status.DOWN));
			assertThat(failedRefreshes(context, "singapore-payments")).isPositive();
			assertThat(failedRefreshes(context, "hangzhou")).isZero();
			assertThat(this.log.lines()).filteredOn((line) -> line.contains("gave no credentials"))
				.singleElement()
				.asString()
				.contains(
						"The token service gave no credentials for target singapore-payments: HTTP 403 NoPermission;");
			this.sts.allow(ROLE, this.singapore);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(health(context).values()).containsOnly(Status.UP));
			assertThat(reset(context, "dds-t4nx")).isInstanceOf(Accepted.class);
		});
	}

	private static Map<String, Status> health(ApplicationContext context) {
		return context.getBean(CompositeHealthContributor.class)
			.stream()
			.collect(Collectors.toMap(HealthContributors.Entry::name,
					(each) -> ((HealthIndicator) each.contributor()).health().getStatus()));
	}

	private static double failedRefreshes(ApplicationContext context, String target) {
		MeterRegistry registry = new SimpleMeterRegistry();
		context.getBean(MeterBinder.class).bindTo(registry);
		return registry.get("root.password.credentials.refreshes")
			.tags("target", target, "result", "failed")
			.functionCounter()
			.count();
	}

	private static ResetOutcome reset(ApplicationContext context, String instance) {
		return context.getBean(Targets.class)
			.of(new InstanceId(instance))
			.orElseThrow()
			.gateway()
			.reset(GatewayFixture.command(instance, GatewayFixture.PASSWORD, null), GatewayFixture.admitted());
	}

	private static Stream<String> accessKey() {
		return Stream.of("ALIBABA_CLOUD_ACCESS_KEY_ID=" + ProviderStub.ACCESS_KEY_ID,
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + ProviderStub.ACCESS_KEY_SECRET);
	}

	private ApplicationContextRunner application(Stream<String> credentials, String... more) {
		List<String> properties = new ArrayList<>(credentials.toList());
		properties.addAll(List.of(more));
		properties.addAll(List.of("root-password.dds.protocol=http",
				"ALIBABA_CLOUD_STS_ENDPOINT=" + this.sts.endpoint(), "root-password.targets[0].name=hangzhou",
				"root-password.targets[0].instances=dds-bp1*", "root-password.targets[0].region=cn-hangzhou",
				"root-password.targets[0].endpoint=" + this.hangzhou.endpoint(),
				"root-password.targets[1].name=singapore-payments", "root-password.targets[1].instances=dds-t4n*",
				"root-password.targets[1].region=ap-southeast-1",
				"root-password.targets[1].endpoint=" + this.singapore.endpoint(),
				"root-password.targets[1].role-arn=" + ROLE, "root-password.targets[1].external-id=portal-4711",
				"root-password.targets[1].max-concurrent=64"));
		return new ApplicationContextRunner()
			.withUserConfiguration(GatewayFixture.Gateway.class, NoReconciliation.class)
			.withPropertyValues(properties.toArray(String[]::new));
	}

	/** Nothing reads ActionTrail here. Not found by the scan of other tests. */
	static class NoReconciliation {

		@Bean
		List<Reconciliation> reconciliations() {
			return List.of();
		}

	}

}
