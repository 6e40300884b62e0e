package rootpassword.ledger;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import rootpassword.kit.Commands;
import rootpassword.kit.StubGateway;
import rootpassword.kit.database.Database;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

class LedgerConfigurationTests {

	@TempDir
	Path directory;

	@Test
	void startsOnANewH2File() {
		starts(Database.h2In(this.directory));
	}

	@Test
	void startsOnANewPostgres() {
		starts(Database.postgres());
	}

	@ParameterizedTest
	@ValueSource(strings = { "10999ms", "10s", "1s", "0s", "-30s", "25h" })
	void refusesALeaseThatIsNotSafe(String lease) {
		context(Database.h2In(this.directory)).withPropertyValues("root-password.ledger.lease=" + lease)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.asInstanceOf(throwable(InvalidConfigurationPropertyValueException.class))
				.satisfies((failure) -> {
					assertThat(failure.getName()).isEqualTo("root-password.ledger.lease");
					assertThat(failure.getReason()).startsWith("must ");
				}));
	}

	@Test
	void acceptsALeaseOneSecondLongerThanTheDeadline() {
		context(Database.h2In(this.directory)).withPropertyValues("root-password.ledger.lease=11s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void starts(Database database) {
		context(database).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ResetLedger.class);
			context.getBean(ResetLedger.class).note(Commands.refusal("portal", Rejection.FORBIDDEN));
			assertThat(database.number("select count(*) from trail")).isOne();
			context.getBean(StaleAttemptSweeper.class).sweep();
		});
	}

	private static ApplicationContextRunner context(Database database) {
		return new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer())
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
					JdbcClientAutoConfiguration.class, FlywayAutoConfiguration.class))
			.withUserConfiguration(Ledger.class)
			.withBean(AccountGateway.class, () -> new StubGateway(Duration.ofSeconds(10)))
			.withPropertyValues(database.properties());
	}

	@Configuration(proxyBeanMethods = false)
	@ComponentScan("rootpassword.ledger")
	@ConfigurationPropertiesScan("rootpassword.ledger")
	static class Ledger {

	}

}
