package rootpassword.alibaba;

import java.util.Locale;

import com.aliyuncs.http.HttpClientConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.TraceContext;
import rootpassword.settings.Settings;

/** Creates the gateway. Stops the start if a switch of the SDK would expose passwords. */
@Configuration(proxyBeanMethods = false)
final class AlibabaConfiguration {

	@Bean
	AccountGateway alibabaAccountGateway(AlibabaProperties properties, AccessKeys accessKeys, Environment environment,
			ObjectProvider<TraceContext> trace, ObjectProvider<BuildProperties> build) {
		refuseDangerousSwitches(environment);
		AlibabaAccountGateway gateway = new AlibabaAccountGateway(properties, accessKeys,
				new AtMostOnceClient(properties.connectTimeout()), trace.getIfAvailable(() -> TraceContext.NONE),
				"root-password/" + build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev"));
		// In parallel, so that it does not delay the start
		Thread.ofPlatform().daemon().name("warm-up").start(gateway::warmUp);
		return gateway;
	}

	private static void refuseDangerousSwitches(Environment environment) {
		Settings.require(!"YES".equalsIgnoreCase(environment.getProperty(HttpClientConfig.IGNORE_SSL_ENV)),
				HttpClientConfig.IGNORE_SSL_ENV, "must not be YES: it asks the SDK to trust any certificate");
		Settings.require(!environment.getProperty("DEBUG", "").toLowerCase(Locale.ROOT).contains("sdk"), "DEBUG",
				"must not contain sdk: it makes the SDK print every request, passwords included");
	}

}
