package rootpassword;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.LifecycleProcessor;
import org.springframework.test.util.ReflectionTestUtils;
import rootpassword.faults.TerminatedJarTests;
import rootpassword.kit.StubGateway;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.Targets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a shutdown waits; that the program does wait is for
 * {@code TerminatedJarTests}.
 */
class ShutdownConfigurationTests {

	@ParameterizedTest
	@CsvSource({ "10, 30s, 30000", "10, 1ms, 25000", "40, 30s, 55000", "40, 90s, 90000" })
	void waitsForAWholeRequest(int deadline, String configured, long milliseconds) {
		assertThatItWaits(application(deadline), configured, milliseconds);
	}

	@Test
	void waitsForALoginToo() {
		assertThatItWaits(application(10).withBean(LoginCheck.class, () -> LoginCheck.OFF), "1ms", 30_500);
	}

	private static ApplicationContextRunner application(int deadline) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
			.withUserConfiguration(ShutdownConfiguration.class)
			.withBean(Targets.class, () -> new StubGateway(Duration.ofSeconds(deadline)).targets());
	}

	private static void assertThatItWaits(ApplicationContextRunner application, String configured, long milliseconds) {
		application.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=" + configured).run((context) -> {
			assertThat(context).hasSingleBean(LifecycleProcessor.class);
			Object used = ReflectionTestUtils.getField(context.getSourceApplicationContext(), "lifecycleProcessor");
			assertThat(used).hasFieldOrPropertyWithValue("timeoutPerShutdownPhase", milliseconds);
		});
	}

}
