package rootpassword.alibaba.actiontrail;

import com.aliyuncs.http.ProtocolType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import rootpassword.alibaba.RequestSigner;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.reconciliation.ProviderEventSource;
import rootpassword.reset.reconciliation.Reconciliation;
import rootpassword.reset.reconciliation.ReconciliationPlan;

/**
 * Wires the reconciliation with ActionTrail, if it is enabled.
 */
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
	ProviderEventSource providerEventSource(ActionTrailProperties properties, AlibabaProperties provider,
			AccessKeys accessKeys) {
		String endpoint = properties.endpoint(provider);
		ProtocolType protocol = provider.protocolFor(endpoint);
		return new ActionTrailClient(new RequestSigner(provider, "Actiontrail", "2020-07-06", endpoint, protocol),
				accessKeys, new AtMostOnceClient(provider.connectTimeout(), MAX_ANSWER));
	}

	@Bean
	ReconciliationJob reconciliationJob(Reconciliation reconciliation) {
		return new ReconciliationJob(reconciliation);
	}

}
