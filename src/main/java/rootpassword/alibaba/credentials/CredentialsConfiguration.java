package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.http.ProtocolType;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.settings.Settings;

/**
 * Chooses the source of the access key at the start: a fixed key, or a role to assume. A
 * fixed key has precedence, as in the provider's own tools.
 */
@Configuration(proxyBeanMethods = false)
final class CredentialsConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(CredentialsConfiguration.class);

	@Bean
	AccessKeys alibabaAccessKeys(AlibabaProperties properties, StsProperties sts, Environment environment) {
		AlibabaCloudCredentials key = EnvironmentCredentials.accessKey(environment);
		AssumeRoleWithOidc.Role role = EnvironmentCredentials.role(environment);
		if (key != null) {
			if (role != null) {
				logger.warn("{} and {} are both set: the access key is used, the role is not",
						EnvironmentCredentials.ID, EnvironmentCredentials.ROLE);
			}
			return AccessKeys.fixed(key);
		}
		if (role == null) {
			throw Settings.refused(EnvironmentCredentials.ID,
					"must be set, together with " + EnvironmentCredentials.SECRET + "; or on Kubernetes "
							+ EnvironmentCredentials.ROLE + ", " + EnvironmentCredentials.OIDC_PROVIDER + " and "
							+ EnvironmentCredentials.TOKEN_FILE);
		}
		ProtocolType protocol = properties.protocolFor(sts.endpoint());
		AssumeRoleWithOidc source = new AssumeRoleWithOidc(protocol + "://" + sts.endpoint(), role,
				new AtMostOnceClient(properties.connectTimeout()), InstantSource.system());
		// The other half of the deadline is for the reset
		return new TemporaryKeys(source, InstantSource.system(), properties.deadline().dividedBy(2)).keepFresh();
	}

	@Bean
	HealthIndicator credentialsHealthIndicator(AccessKeys accessKeys) {
		return () -> (accessKeys.available() ? Health.up() : Health.down()).build();
	}

	@Bean
	MeterBinder credentialsMetrics(AccessKeys keys) {
		return (registry) -> {
			seconds("age", keys::age, "Time since the credentials were received").register(registry);
			seconds("remaining", keys::remaining, "Time until the credentials end, if they do").register(registry);
			requests("ok", keys, AccessKeys::renewals).register(registry);
			requests("failed", keys, AccessKeys::failures).register(registry);
		};
	}

	private static Gauge.Builder<?> seconds(String name, Supplier<@Nullable Duration> value, String description) {
		return Gauge.builder("root.password.credentials." + name, () -> {
			Duration time = value.get();
			return (time != null) ? time.toMillis() / 1000.0 : Double.NaN;
		}).description(description).baseUnit("seconds");
	}

	private static FunctionCounter.Builder<?> requests(String result, AccessKeys keys,
			ToDoubleFunction<AccessKeys> value) {
		return FunctionCounter.builder("root.password.credentials.refreshes", keys, value)
			.description("Requests for temporary credentials")
			.tag("result", result);
	}

}
