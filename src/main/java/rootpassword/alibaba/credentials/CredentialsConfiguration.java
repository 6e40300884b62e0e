package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.http.ProtocolType;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.http.AtMostOnceClient;

/** Creates the access keys of each target, with their health and metrics. */
@Configuration(proxyBeanMethods = false)
final class CredentialsConfiguration {

	@Bean
	TargetKeys alibabaTargetKeys(List<ProviderTarget> targets, AlibabaProperties provider, StsProperties stsProperties,
			CredentialsProperties properties, Environment environment) {
		return keys(targets, provider, stsProperties, properties, environment, TemporaryKeys::keepFresh);
	}

	/**
	 * The keys of the targets.
	 * @param start begins to fetch temporary keys, or waits until one is needed
	 */
	static TargetKeys keys(List<ProviderTarget> targets, AlibabaProperties provider, StsProperties stsProperties,
			CredentialsProperties properties, Environment environment, UnaryOperator<TemporaryKeys> start) {
		String endpoint = stsProperties.endpoint(environment);
		ProtocolType protocol = provider.protocolFor(endpoint);
		StsClient sts = new StsClient(new AtMostOnceClient(provider.connectTimeout()), InstantSource.system());
		OwnCredentials choice = new OwnCredentials(environment, properties, protocol + "://" + endpoint, sts);
		AlibabaCloudCredentials key = choice.fixedKey();
		AccessKeys own = (key != null) ? AccessKeys.fixed(key) : temporary(choice.source(), provider, start);
		RequestSigner signer = new RequestSigner(provider.signatureVersion(), null, "Sts", StsClient.VERSION, endpoint,
				protocol);
		return new TargetKeys(own,
				targets.stream()
					.filter((target) -> target.role() != null)
					.collect(Collectors.toMap(ProviderTarget::name,
							(target) -> temporary(new AssumeRole(signer, own, target, operations(target), sts),
									provider, start))));
	}

	private static AccessKeys temporary(KeySource source, AlibabaProperties provider,
			UnaryOperator<TemporaryKeys> start) {
		// The other half of the deadline is for the reset
		return start.apply(new TemporaryKeys(source, InstantSource.system(), provider.deadline().dividedBy(2)));
	}

	private static List<String> operations(ProviderTarget target) {
		List<String> operations = new ArrayList<>(List.of("dds:ResetAccountPassword"));
		if (target.actiontrail()) {
			operations.add("actiontrail:LookupEvents");
		}
		return operations;
	}

	/** An indicator for each target, so that it tells which one has no key. */
	@Bean
	CompositeHealthContributor credentialsHealthContributor(List<ProviderTarget> targets, TargetKeys keys) {
		return CompositeHealthContributor.fromMap(
				targets.stream().collect(Collectors.toMap(ProviderTarget::name, (target) -> health(keys.of(target)))));
	}

	private static HealthIndicator health(AccessKeys keys) {
		return () -> (keys.available() ? Health.up() : Health.down()).build();
	}

	@Bean
	MeterBinder credentialsMetrics(List<ProviderTarget> targets, TargetKeys keys) {
		return (registry) -> targets.forEach((target) -> bind(registry, target.name(), keys.of(target)));
	}

	private static void bind(MeterRegistry registry, String target, AccessKeys keys) {
		seconds("age", target, keys::age, "Time since the credentials were received").register(registry);
		seconds("remaining", target, keys::remaining, "Time until the credentials end, if they do").register(registry);
		requests("ok", target, keys, AccessKeys::renewals).register(registry);
		requests("failed", target, keys, AccessKeys::failures).register(registry);
	}

	private static Gauge.Builder<?> seconds(String name, String target, Supplier<@Nullable Duration> value,
			String description) {
		return Gauge.builder("root.password.credentials." + name, () -> {
			Duration time = value.get();
			return (time != null) ? time.toMillis() / 1000.0 : Double.NaN;
		}).description(description).tag("target", target).baseUnit("seconds");
	}

	private static FunctionCounter.Builder<?> requests(String result, String target, AccessKeys keys,
			ToDoubleFunction<AccessKeys> value) {
		return FunctionCounter.builder("root.password.credentials.refreshes", keys, value)
			.description("Requests for temporary credentials")
			.tag("result", result)
			.tag("target", target);
	}

}
