package rootpassword;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.propertyeditors.URIEditor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.RootPasswordService;
import rootpassword.reset.Targets;
import rootpassword.reset.password.PasswordPolicy;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.Reconciliation;
import rootpassword.reset.reconciliation.ReconciliationLedger;
import rootpassword.reset.reconciliation.ReconciliationObserver;
import rootpassword.reset.reconciliation.ReconciliationPlan;
import rootpassword.security.ReloadingAccessRules;

/** Creates the services of the core, and the threads of scheduled tasks. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
final class RootPasswordConfiguration {

	/** Without those of each target. */
	private static final int MAX_TASKS = 16;

	/**
	 * Takes URLs of the configuration as they are written. Spring's own conversion
	 * encodes {@code %} once more.
	 */
	@Bean
	static BeanFactoryPostProcessor urlsAsWritten() {
		return (beans) -> beans
			.addPropertyEditorRegistrar((registry) -> registry.registerCustomEditor(URI.class, new URIEditor(false)));
	}

	@Bean
	static BeanFactoryPostProcessor configurationCheck(ConfigurableEnvironment environment) {
		return (beans) -> new ConfigurationCheck(ConfigurationCheck.names(beans), environment).run();
	}

	@Bean
	PasswordPolicy passwordPolicy(PolicyProperties properties) {
		return new PasswordPolicy(properties.specialCharacters(), properties.minLength(),
				properties.refusePublishedExamples());
	}

	@Bean
	RootPasswordService rootPasswordService(ResetLedger ledger, Targets targets, ObjectProvider<LoginCheck> loginCheck,
			ResetObserver observer) {
		return new RootPasswordService(ledger, targets, loginCheck.getIfAvailable(() -> LoginCheck.OFF), observer);
	}

	@Bean
	@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
	List<Reconciliation> reconciliations(List<ProviderTrail> trails,
			Function<ProviderTrail, ReconciliationLedger> ledgers, Targets targets, ReloadingAccessRules rules,
			Function<String, ReconciliationObserver> observers, ReconciliationPlan plan) {
		return trails.stream()
			.map((trail) -> new Reconciliation(trail, ledgers.apply(trail),
					(instance) -> targets.serves(trail.target(), instance) && rules.get().cover(instance),
					observers.apply(trail.target()), plan.foreignChanges()))
			.toList();
	}

	/**
	 * A thread for each scheduled task. Spring Boot's scheduler for virtual threads runs
	 * all of them on one thread, where a task that hangs would delay the others.
	 */
	@Bean
	ThreadPoolTaskScheduler taskScheduler(Targets targets) {
		ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
		scheduler.setPoolSize(MAX_TASKS + targets.all().size());
		scheduler.setThreadFactory(Thread.ofVirtual().name("scheduled-", 1).factory());
		return scheduler;
	}

}
