package rootpassword.alibaba;

import java.util.List;
import java.util.Locale;

import com.aliyuncs.http.HttpClientConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.credentials.TargetKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.alibaba.transport.TargetProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.AccountGateway.TraceContext;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.settings.Settings;

/**
 * Creates the targets, each with a gateway of its own. Stops the start if a switch of the
 * SDK would expose passwords.
 */
@Configuration(proxyBeanMethods = false)
final class AlibabaConfiguration {

	@Bean
	List<ProviderTarget> providerTargets(TargetProperties targets, AlibabaProperties provider,
			Environment environment) {
		refuseDangerousSwitches(environment);
		return targets.checked(provider,
				environment.getProperty("root-password.actiontrail.enabled", Boolean.class, false));
	}

	@Bean
	Targets targets(List<ProviderTarget> providerTargets, AlibabaProperties properties, TargetKeys keys,
			ObjectProvider<TraceContext> trace, ObjectProvider<BuildProperties> build) {
		String program = "root-password/" + build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev");
		List<AlibabaAccountGateway> gateways = providerTargets.stream()
			.map((target) -> new AlibabaAccountGateway(target, properties, keys.of(target),
					new AtMostOnceClient(properties.connectTimeout()), trace.getIfAvailable(() -> TraceContext.NONE),
					program))
			.toList();
		// One gateway loads the classes for all, in parallel, so that the start does not
		// wait
		Thread.ofPlatform().daemon().name("warm-up").start(gateways.getFirst()::warmUp);
		return new Targets(gateways.stream().map(AlibabaConfiguration::target).toList());
	}

	private static Target target(AlibabaAccountGateway gateway) {
		ProviderTarget target = gateway.target();
		// The configuration does not say which account the service's own credentials
		// belong to
		String account = (target.role() != null) ? target.account() : null;
		return new Target(target.name(), target.region(), account, target::serves, gateway);
	}

	static void refuseDangerousSwitches(Environment environment) {
		Settings.require(!"YES".equalsIgnoreCase(environment.getProperty(HttpClientConfig.IGNORE_SSL_ENV)),
				HttpClientConfig.IGNORE_SSL_ENV, "must not be YES: it asks the SDK to trust any certificate");
		Settings.require(!environment.getProperty("DEBUG", "").toLowerCase(Locale.ROOT).contains("sdk"), "DEBUG",
				"must not contain sdk: it makes the SDK print every request, passwords included");
	}

}
