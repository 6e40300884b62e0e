package rootpassword;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import rootpassword.alibaba.credentials.CredentialsStatus;
import rootpassword.ledger.LedgerHealthIndicator;
import rootpassword.ledger.StaleAttemptSweeper;
import rootpassword.metrics.Instruments;
import rootpassword.metrics.RuntimeGauges;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.TraceContext;
import rootpassword.security.access.CallersHealthIndicator;

/**
 * Puts the instruments around the core's ports, and shows them what no port shows.
 */
@Configuration(proxyBeanMethods = false)
final class MeasurementConfiguration {

	@Bean
	@Primary
	ResetLedger measuredLedger(@Qualifier("resetLedger") ResetLedger ledger, Instruments instruments) {
		return instruments.measure(ledger);
	}

	@Bean
	@Primary
	AccountGateway measuredGateway(@Qualifier("alibabaAccountGateway") AccountGateway gateway,
			Instruments instruments) {
		return instruments.measure(gateway);
	}

	@Bean
	ResetObserver resetObserver(Instruments instruments) {
		return instruments.observer();
	}

	@Bean
	TraceContext traceContext(Instruments instruments) {
		return instruments.traceContext();
	}

	@Bean
	RuntimeGauges vitals(StaleAttemptSweeper sweeper, LedgerHealthIndicator ledger, CallersHealthIndicator callers,
			CredentialsStatus credentials) {
		return new RuntimeGauges(sweeper::swept, ledger::writable, callers::valid, credentials::age,
				credentials::remaining, credentials::renewals, credentials::failures);
	}

}
