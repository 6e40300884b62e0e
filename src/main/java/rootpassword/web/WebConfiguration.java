package rootpassword.web;

import rootpassword.reset.PasswordPolicy;
import rootpassword.reset.ResetLedger;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Wires the HTTP side.
 */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration implements WebMvcConfigurer {

	private final PasswordPolicy policy;

	WebConfiguration(PasswordPolicy policy) {
		this.policy = policy;
	}

	@Override
	public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
		builder.addCustomConverter(new ResetRequestReader(this.policy));
	}

	@Bean
	Problems problems(JsonMapper json) {
		return new Problems(this.policy, json);
	}

	@Bean
	RefusalNotes refusalNotes(ResetLedger ledger) {
		return new RefusalNotes(ledger);
	}

}
