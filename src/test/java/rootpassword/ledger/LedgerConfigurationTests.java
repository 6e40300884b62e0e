package rootpassword.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import rootpassword.kit.LogWatch;
import rootpassword.kit.StubGateway;
import rootpassword.kit.database.Database;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.Targets;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.reconciliation.ReconciliationPlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

@Execution(ExecutionMode.CONCURRENT)
class LedgerConfigurationTests {

	@RegisterExtension
	final LogWatch log = new LogWatch("rootpassword.ledger");

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

	/** With the settings of the image neither role is configured. */
	@ParameterizedTest
	@CsvSource({ "'', '', 0", "sa, sa, 0", "sa, owner, 1" })
	void saysWhenItHasThePasswordOfAnotherRole(String service, String owner, int lines) {
		Database database = new Database(Database.h2In(this.directory).url(), service, "");
		database.execute("create user if not exists owner password '' admin");
		context(database)
			.withPropertyValues("root-password.secret-keys[0].id=a",
					"root-password.secret-keys[0].key=" + Base64.getEncoder().encodeToString(new byte[32]),
					owner.isEmpty() ? "x=y" : "spring.flyway.user=" + owner)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.log.lines("only the command migrate needs")).hasSize(lines);
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

	@Test
	void refusesARetentionThatDeletesAttemptsWhoseEventsAreStillRead() {
		context(Database.h2In(this.directory))
			.withPropertyValues("root-password.actiontrail.enabled=true", "root-password.ledger.attempt-retention=2d")
			.withBean(ReconciliationPlan.class,
					() -> new ReconciliationPlan(Duration.ofMinutes(10), Duration.ofHours(24), true))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("root-password.ledger.attempt-retention")
				.asInstanceOf(throwable(InvalidConfigurationPropertyValueException.class))
				.satisfies((failure) -> assertThat(failure.getReason())
					.isEqualTo("must exceed twice root-password.actiontrail.until")));
	}

	@ParameterizedTest
	@CsvSource({ "0s, must be from 1d to 36500d", "-1d, must be from 1d to 36500d", "1439m, must be from 1d to 36500d",
			"36501d, must be from 1d to 36500d", "1d, must exceed root-password.ledger.lease",
			"2d, must exceed root-password.idempotency.retention", "3d, must exceed root-password.limits.per-instance",
			"4d, must exceed root-password.limits.per-caller" })
	void refusesARetentionThatDeletesAttemptsInUse(String retention, String reason) {
		context(Database.h2In(this.directory))
			.withPropertyValues("root-password.ledger.lease=24h", "root-password.idempotency.retention=2d",
					"root-password.limits.per-instance=10/3d", "root-password.limits.per-caller=10/4d",
					"root-password.ledger.attempt-retention=" + retention)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.asInstanceOf(throwable(InvalidConfigurationPropertyValueException.class))
				.satisfies((failure) -> {
					assertThat(failure.getName()).isEqualTo("root-password.ledger.attempt-retention");
					assertThat(failure.getReason()).isEqualTo(reason);
				}));
	}

	@Test
	void deletesOldAttemptsOnlyWithARetention() {
		Database database = Database.h2In(this.directory);
		context(database).run((context) -> {
			database
				.execute("insert into attempt (id, instance, caller, identity, source_address, opened_at, lease_until, "
						+ "settled_at, outcome) values (cast('01600000-0000-7000-8000-000000000000' as uuid), 'dds-1', 'c', 'c', '::1', date '2020-01-01', "
						+ "date '2020-01-01', date '2020-01-01', 'accepted')");
			context.getBean(LedgerMaintenance.class).deleteOldAttempts();
		});
		assertThat(database.number("select count(*) from attempt")).isOne();
		context(database).withPropertyValues("root-password.ledger.attempt-retention=365d")
			.run((context) -> context.getBean(LedgerMaintenance.class).deleteOldAttempts());
		assertThat(database.number("select count(*) from attempt")).isZero();
	}

	private static void starts(Database database) {
		context(database).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ResetLedger.class);
			context.getBean(ResetLedger.class).recordRefusal(Commands.refusal("portal", Rejection.FORBIDDEN));
			assertThat(database.number("select count(*) from trail")).isOne();
			context.getBean(LedgerMaintenance.class).sweep();
		});
	}

	private static ApplicationContextRunner context(Database database) {
		return new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer())
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
					JdbcClientAutoConfiguration.class, FlywayAutoConfiguration.class))
			.withUserConfiguration(Ledger.class)
			.withBean(Targets.class, () -> new StubGateway(Duration.ofSeconds(10)).targets())
			.withPropertyValues(database.properties());
	}

	@Configuration(proxyBeanMethods = false)
	@ComponentScan("rootpassword.ledger")
	@ConfigurationPropertiesScan("rootpassword.ledger")
	static class Ledger {

	}

}
