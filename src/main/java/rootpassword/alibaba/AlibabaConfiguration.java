package rootpassword.alibaba;

import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.Locale;

import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.ProtocolType;
import rootpassword.reset.AccountGateway;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
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
@EnableConfigurationProperties(AlibabaProperties.class)
final class AlibabaConfiguration {

	@Bean
	AccountGateway alibabaAccountGateway(AlibabaProperties properties, Environment environment) {
		refuseDangerousSwitches(environment);
		HttpClient.Builder builder = HttpClient.newBuilder()
			.proxy((properties.protocol() == ProtocolType.HTTPS) ? ProxySelector.getDefault()
					: HttpClient.Builder.NO_PROXY);
		return new AlibabaAccountGateway(properties, AlibabaCredentials.from(environment), builder);
	}

	private static void refuseDangerousSwitches(Environment environment) {
		if ("YES".equalsIgnoreCase(environment.getProperty(HttpClientConfig.IGNORE_SSL_ENV))) {
			throw new InvalidConfigurationPropertyValueException(HttpClientConfig.IGNORE_SSL_ENV, null,
					"must not be YES: it asks the SDK to trust any certificate");
		}
		if (environment.getProperty("DEBUG", "").toLowerCase(Locale.ROOT).contains("sdk")) {
			throw new InvalidConfigurationPropertyValueException("DEBUG", null,
					"must not contain sdk: it makes the SDK print every request, passwords included");
		}
	}

}
