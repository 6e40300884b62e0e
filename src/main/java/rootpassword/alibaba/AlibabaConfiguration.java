package rootpassword.alibaba;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Locale;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.ProtocolType;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.TraceContext;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Builds the gateway at the start, so that whatever is wrong with its configuration stops
 * the start.
 * <p>
 * No proxy variable ({@code HTTPS_PROXY} and the like) is honoured. The JVM's own
 * {@code https.proxyHost}, {@code https.proxyPort} and {@code http.nonProxyHosts} are:
 * the TLS connection then goes through a CONNECT tunnel, in which the proxy sees neither
 * request nor answer, and a proxy that refuses the tunnel is told as
 * provider-unreachable. Proxies that ask for a password are not supported. A call over
 * plain http goes straight to the loopback address, never through a proxy.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AlibabaProperties.class, StsProperties.class })
final class AlibabaConfiguration {

	private static final Logger LOGGER = System.getLogger(AlibabaConfiguration.class.getName());

	/** The JDK's own switch, for tests of its own. */
	private static final String HOST_NAMES_UNCHECKED = "jdk.internal.httpclient.disableHostnameVerification";

	@Bean
	AccountGateway alibabaAccountGateway(AlibabaProperties properties, AccessKeys accessKeys, Environment environment,
			ObjectProvider<TraceContext> trace, ObjectProvider<BuildProperties> build) {
		refuseDangerousSwitches(environment);
		// Beside the rest of the start, which it would lengthen
		Thread.ofPlatform().daemon().name("warm-up").start(new WarmUp(properties));
		return new AlibabaAccountGateway(properties, accessKeys, transport(properties.protocol()),
				trace.getIfAvailable(() -> TraceContext.NONE),
				"root-password/" + build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev"));
	}

	/** An access key goes before a role, as it does in the provider's own tools. */
	@Bean
	AccessKeys alibabaAccessKeys(AlibabaProperties properties, StsProperties sts, Environment environment) {
		AlibabaCloudCredentials key = AlibabaCredentials.accessKey(environment);
		Role role = AlibabaCredentials.role(environment);
		if (key != null) {
			if (role != null) {
				LOGGER.log(Level.WARNING, "{0} and {1} are both set: the access key is used, the role is not",
						AlibabaCredentials.ID, AlibabaCredentials.ROLE);
			}
			return AccessKeys.fixed(key);
		}
		if (role == null) {
			throw new InvalidConfigurationPropertyValueException(AlibabaCredentials.ID, null,
					"must be set, together with " + AlibabaCredentials.SECRET + "; or on Kubernetes "
							+ AlibabaCredentials.ROLE + ", " + AlibabaCredentials.OIDC_PROVIDER + " and "
							+ AlibabaCredentials.TOKEN_FILE);
		}
		ProtocolType protocol = sts.protocol(properties);
		TokenService service = new TokenService(protocol + "://" + sts.endpoint(), role,
				new Courier(transport(protocol), properties.connectTimeout()));
		// The other half of the deadline is left for the reset itself
		return new AssumedRole(service, InstantSource.system(), properties.deadline().dividedBy(2)).keepFresh();
	}

	@Bean
	CredentialsLife credentialsLife(AccessKeys accessKeys) {
		return accessKeys.life();
	}

	@Bean
	HealthIndicator credentialsHealthIndicator(AccessKeys accessKeys) {
		return () -> (accessKeys.available() ? Health.up() : Health.down()).build();
	}

	private static HttpClient.Builder transport(ProtocolType protocol) {
		return HttpClient.newBuilder()
			.proxy((protocol == ProtocolType.HTTPS) ? ProxySelector.getDefault() : HttpClient.Builder.NO_PROXY);
	}

	private static void refuseDangerousSwitches(Environment environment) {
		if ("YES".equalsIgnoreCase(environment.getProperty(HttpClientConfig.IGNORE_SSL_ENV))) {
			throw new InvalidConfigurationPropertyValueException(HttpClientConfig.IGNORE_SSL_ENV, null,
					"must not be YES: it asks the SDK to trust any certificate");
		}
		String unchecked = environment.getProperty(HOST_NAMES_UNCHECKED);
		if (unchecked != null && !"false".equalsIgnoreCase(unchecked)) {
			throw new InvalidConfigurationPropertyValueException(HOST_NAMES_UNCHECKED, null,
					"must not be set: it lets any certificate pass for the provider's");
		}
		if (environment.getProperty("DEBUG", "").toLowerCase(Locale.ROOT).contains("sdk")) {
			throw new InvalidConfigurationPropertyValueException("DEBUG", null,
					"must not contain sdk: it makes the SDK print every request, passwords included");
		}
	}

}
