package rootpassword.alibaba.actiontrail;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import com.aliyuncs.http.ProtocolType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.alibaba.RequestSigner;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.reconciliation.Lookup;
import rootpassword.reset.reconciliation.Reconciliation;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;
import rootpassword.reset.reconciliation.ReconciliationPlan;

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

	@Bean
	Function<Reading, Lookup> providerEvents(ActionTrailProperties properties, AlibabaProperties provider,
			AccessKeys accessKeys) {
		String endpoint = properties.endpoint(provider);
		ProtocolType protocol = provider.protocolFor(endpoint);
		return new ActionTrailClient(new RequestSigner(provider, "Actiontrail", "2020-07-06", endpoint, protocol),
				accessKeys, new AtMostOnceClient(provider.connectTimeout(), MAX_ANSWER))::lookUp;
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
