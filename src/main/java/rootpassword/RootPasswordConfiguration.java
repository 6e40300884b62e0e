package rootpassword;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.LoginCheck;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.RootPasswordService;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Creates the service of the core.
 */
@Configuration(proxyBeanMethods = false)
final class RootPasswordConfiguration {

	@Bean
	PasswordPolicy passwordPolicy(PolicyProperties properties) {
		return properties.policy();
	}

	@Bean
	RootPasswordService rootPasswordService(ResetLedger ledger, AccountGateway gateway,
			ObjectProvider<LoginCheck> loginCheck, ResetObserver observer) {
		return new RootPasswordService(ledger, gateway, loginCheck.getIfAvailable(() -> LoginCheck.OFF), observer);
	}

}
