package rootpassword.alibaba.credentials;

import java.time.InstantSource;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.http.ProtocolType;
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
		RamRole role = EnvironmentCredentials.role(environment);
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
		TokenService service = new TokenService(protocol + "://" + sts.endpoint(), role,
				new AtMostOnceClient(properties.connectTimeout()), InstantSource.system());
		// The other half of the deadline is for the reset
		return new AssumedRole(service, InstantSource.system(), properties.deadline().dividedBy(2)).keepFresh();
	}

	@Bean
	HealthIndicator credentialsHealthIndicator(AccessKeys accessKeys) {
		return () -> (accessKeys.available() ? Health.up() : Health.down()).build();
	}

}
