package rootpassword.alibaba.actiontrail;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.alibaba.credentials.RequestSigner;
import rootpassword.alibaba.credentials.TargetKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.ProviderTarget;
import rootpassword.alibaba.transport.ProviderTargets;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.ProviderTrail;
import rootpassword.reset.reconciliation.ProviderTrails;
import rootpassword.reset.reconciliation.Reconciliation;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;
import rootpassword.reset.reconciliation.ReconciliationPlan;
import rootpassword.settings.Settings;

/** Wires the reconciliation with ActionTrail, if it is enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("root-password.actiontrail.enabled")
final class ActionTrailConfiguration {

	/** Far above one event, and above a page with the usual events. */
	static final int MAX_ANSWER = 8 * 1024 * 1024;

	@Bean
	ReconciliationPlan reconciliationPlan(ActionTrailProperties properties) {
		return properties.plan();
	}

	/** The trails of the targets that do not switch it off. */
	@Bean
	ProviderTrails providerTrails(ActionTrailProperties properties, AlibabaProperties provider, ProviderTargets targets,
			TargetKeys keys) {
		Settings.require(targets.all().stream().anyMatch(ProviderTarget::actiontrail),
				ActionTrailProperties.PREFIX + ".enabled", "must be false, because every target switches it off");
		return new ProviderTrails(targets.all().stream().filter(ProviderTarget::actiontrail).map((target) -> {
			String endpoint = properties.endpoint(target);
			RequestSigner signer = new RequestSigner(provider.signatureVersion(), target.region(), "Actiontrail",
					"2020-07-06", endpoint, provider.protocolFor(endpoint));
			ActionTrailClient client = new ActionTrailClient(signer, keys.of(target),
					new AtMostOnceClient(provider.connectTimeout(), MAX_ANSWER));
			return new ProviderTrail(target.name(), target.account(), client::lookUp);
		}).toList());
	}

	@Bean
	Function<Reading, Lookup> providerEvents(ProviderTrails trails) {
		return trails.all().getFirst().source();
	}

	@Bean
	ReconciliationJob reconciliationJob(Reconciliation reconciliation) {
		return new ReconciliationJob(reconciliation);
	}

	/** Reads at most one page of ActionTrail a second. */
	record ReconciliationJob(Reconciliation reconciliation) {

		private static final Logger logger = LoggerFactory.getLogger(ReconciliationJob.class);

		@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.SECONDS)
		void readPage() {
			try {
				this.reconciliation.readPage();
			}
			catch (LedgerUnavailableException ex) {
				logger.warn("ActionTrail is not read: the ledger is unavailable");
			}
		}

	}

}
