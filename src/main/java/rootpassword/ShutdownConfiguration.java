package rootpassword;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.Targets;

/**
 * Makes the shutdown wait for all requests in progress, even if
 * {@code spring.lifecycle.timeout-per-shutdown-phase} is shorter.
 */
@Configuration(proxyBeanMethods = false)
final class ShutdownConfiguration {

	/**
	 * 5 s for the body, up to 5 s more for its last read (Tomcat's connection timeout),
	 * and 2.5 s each to open and to settle the attempt.
	 */
	private static final Duration OUTSIDE_THE_CALL = Duration.ofSeconds(15);

	private static final Duration RECORD_LOGIN = Duration.ofMillis(2500);

	/** Even if {@code server.shutdown} says otherwise. */
	@Bean
	WebServerFactoryCustomizer<ConfigurableWebServerFactory> gracefulShutdown() {
		return (server) -> server.setShutdown(Shutdown.GRACEFUL);
	}

	/** Replaces Spring Boot's bean of this name. */
	@Bean
	DefaultLifecycleProcessor lifecycleProcessor(LifecycleProperties properties, Targets targets,
			ObjectProvider<LoginCheck> loginCheck) {
		Duration login = (loginCheck.getIfAvailable() != null) ? LoginCheck.LIMIT.plus(RECORD_LOGIN) : Duration.ZERO;
		long request = targets.limit().plus(OUTSIDE_THE_CALL).plus(login).toMillis();
		DefaultLifecycleProcessor lifecycle = new DefaultLifecycleProcessor();
		lifecycle.setTimeoutPerShutdownPhase(Math.max(properties.getTimeoutPerShutdownPhase().toMillis(), request));
		return lifecycle;
	}

}
