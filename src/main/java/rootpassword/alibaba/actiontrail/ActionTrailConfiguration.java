package rootpassword.alibaba.actiontrail;

import java.time.Duration;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import rootpassword.alibaba.credentials.RequestSigner;
import rootpassword.alibaba.credentials.TargetKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.Reconciliation;
import rootpassword.reset.reconciliation.ReconciliationPlan;
import rootpassword.settings.Settings;

/** Wires the reconciliation with ActionTrail, if it is enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
final class ActionTrailConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ActionTrailConfiguration.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** Far above one event, and above a page with the usual events. */
	static final int MAX_ANSWER = 8 * 1024 * 1024;

	@Bean
	ReconciliationPlan reconciliationPlan(ActionTrailProperties properties) {
		return new ReconciliationPlan(properties.delay(), properties.until(), properties.foreignChanges());
	}

	/** The trails of the targets that do not switch it off. */
	@Bean
	static List<ProviderTrail> providerTrails(ActionTrailProperties properties, AlibabaProperties provider,
			List<ProviderTarget> targets, TargetKeys keys) {
		List<ProviderTarget> read = targets.stream().filter(ProviderTarget::actiontrail).toList();
		Settings.require(!read.isEmpty(), ActionTrailProperties.PREFIX + ".enabled",
				"must be false, because every target switches it off");
		return read.stream().map((target) -> {
			String endpoint = properties.endpoint(target);
			RequestSigner signer = new RequestSigner(provider.signatureVersion(), target.region(), "Actiontrail",
					"2020-07-06", endpoint, provider.protocolFor(endpoint));
			ActionTrailClient client = new ActionTrailClient(signer, keys.of(target),
					new AtMostOnceClient(provider.connectTimeout(), MAX_ANSWER));
			long sharing = read.stream().filter((other) -> other.account().equals(target.account())).count();
			return new ProviderTrail(target.name(), target.account(), (int) sharing, client::lookUp);
		}).toList();
	}

	/**
	 * A task for each target, so that a trail that hangs does not delay the others. Each
	 * reads at most one page a second.
	 */
	@Bean
	SchedulingConfigurer reconciliationJobs(List<Reconciliation> reconciliations) {
		return (tasks) -> reconciliations.forEach((reconciliation) -> tasks
			.addFixedDelayTask(new FixedDelayTask(() -> readPage(reconciliation), PAUSE, PAUSE)));
	}

	private static void readPage(Reconciliation reconciliation) {
		try {
			reconciliation.readPage();
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("ActionTrail is not read: the ledger is unavailable");
		}
	}

}
