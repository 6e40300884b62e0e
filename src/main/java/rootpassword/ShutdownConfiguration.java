package rootpassword;

import java.time.Duration;

import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import rootpassword.reset.AccountGateway;

/**
 * Lets a shutdown wait for every request that may still send or settle, even if
 * {@code spring.lifecycle.timeout-per-shutdown-phase} is shorter.
 */
@Configuration(proxyBeanMethods = false)
final class ShutdownConfiguration {

	/** A body takes at most 10 s, opening and settling at most 2.5 s each. */
	private static final Duration AROUND_THE_CALL = Duration.ofSeconds(15);

	/** In place of Spring Boot's own, by its name. */
	@Bean
	DefaultLifecycleProcessor lifecycleProcessor(LifecycleProperties properties, AccountGateway gateway) {
		long request = gateway.deadline().plus(AROUND_THE_CALL).toMillis();
		DefaultLifecycleProcessor lifecycle = new DefaultLifecycleProcessor();
		lifecycle.setTimeoutPerShutdownPhase(Math.max(properties.getTimeoutPerShutdownPhase().toMillis(), request));
		return lifecycle;
	}

}
