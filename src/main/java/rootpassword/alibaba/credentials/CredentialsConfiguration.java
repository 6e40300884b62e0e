package rootpassword.alibaba.credentials;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
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
import rootpassword.alibaba.credentials.AssumeRoleWithOidc.Role;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.settings.Settings;

/**
 * Chooses the source of the access key at the start: a fixed key, or a role to assume. A
 * fixed key has precedence. Both come from the environment variables of the provider's
 * own tools.
 */
@Configuration(proxyBeanMethods = false)
final class CredentialsConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(CredentialsConfiguration.class);

	private static final String ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";

	private static final String SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

	private static final String TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

	private static final String ROLE = "ALIBABA_CLOUD_ROLE_ARN";

	private static final String OIDC_PROVIDER = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";

	private static final String TOKEN_FILE = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

	@Bean
	AccessKeys alibabaAccessKeys(AlibabaProperties properties, StsProperties sts, Environment environment) {
		AlibabaCloudCredentials key = accessKey(environment);
		Role role = role(environment);
		if (key != null) {
			if (role != null) {
				logger.warn("{} and {} are both set: the access key is used, the role is not", ID, ROLE);
			}
			return AccessKeys.fixed(key);
		}
		if (role == null) {
			throw Settings.refused(ID, "must be set, together with " + SECRET + "; or on Kubernetes " + ROLE + ", "
					+ OIDC_PROVIDER + " and " + TOKEN_FILE);
		}
		ProtocolType protocol = properties.protocolFor(sts.endpoint());
		AssumeRoleWithOidc source = new AssumeRoleWithOidc(protocol + "://" + sts.endpoint(), role,
				new AtMostOnceClient(properties.connectTimeout()), InstantSource.system());
		// The other half of the deadline is for the reset
		return new TemporaryKeys(source, InstantSource.system(), properties.deadline().dividedBy(2)).keepFresh();
	}

	/** The fixed access key, or {@code null} if none of its variables is set. */
	private static @Nullable AlibabaCloudCredentials accessKey(Environment environment) {
		if (Stream.of(ID, SECRET, TOKEN).noneMatch(environment::containsProperty)) {
			return null;
		}
		String id = required(environment, ID, "must be set, together with " + SECRET);
		String secret = required(environment, SECRET, "must be set, together with " + ID);
		return environment.containsProperty(TOKEN)
				? new BasicSessionCredentials(id, secret, required(environment, TOKEN, "must be set"))
				: new BasicCredentials(id, secret);
	}

	/** The role to assume, or {@code null} if none of its variables is set. */
	private static @Nullable Role role(Environment environment) {
		if (Stream.of(ROLE, OIDC_PROVIDER, TOKEN_FILE).noneMatch(environment::containsProperty)) {
			return null;
		}
		String all = "must be set: a role needs " + ROLE + ", " + OIDC_PROVIDER + " and " + TOKEN_FILE;
		Role role = new Role(required(environment, ROLE, all), required(environment, OIDC_PROVIDER, all),
				Path.of(required(environment, TOKEN_FILE, all)));
		Settings.require(role.token() != null, TOKEN_FILE, "must name a readable file with one token in it");
		return role;
	}

	private static String required(Environment environment, String name, String reason) {
		Settings.require(environment.containsProperty(name), name, reason);
		String value = environment.getProperty(name, "");
		Settings.require(!value.isEmpty() && value.chars().allMatch((c) -> c > ' ' && c <= '~'), name,
				"must be neither empty nor contain whitespace, line breaks or other than printable ASCII characters");
		return value;
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
