package rootpassword.alibaba;

import java.util.Locale;

import com.aliyuncs.http.HttpClientConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.AtMostOnceClient;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.TraceContext;

/**
 * Builds the gateway, and refuses switches of the JDK and the SDK that would expose
 * passwords.
 */
@Configuration(proxyBeanMethods = false)
final class AlibabaConfiguration {

	/** A switch of the JDK for its own tests. */
	private static final String HOST_NAMES_UNCHECKED = "jdk.internal.httpclient.disableHostnameVerification";

	@Bean
	AccountGateway alibabaAccountGateway(AlibabaProperties properties, AccessKeys accessKeys, Environment environment,
			ObjectProvider<TraceContext> trace, ObjectProvider<BuildProperties> build) {
		refuseDangerousSwitches(environment);
		// In parallel to the rest of the start, which it would delay
		Thread.ofPlatform().daemon().name("warm-up").start(new WarmUp(properties));
		return new AlibabaAccountGateway(properties, accessKeys,
				new AtMostOnceClient(properties.protocol(), properties.connectTimeout()),
				trace.getIfAvailable(() -> TraceContext.NONE),
				"root-password/" + build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev"));
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
