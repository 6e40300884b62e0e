package rootpassword.web.reset;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Registers the converter of reset requests.
 */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration implements WebMvcConfigurer {

	private final PasswordPolicy policy;

	WebConfiguration(PasswordPolicy policy) {
		this.policy = policy;
	}

	@Override
	public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
		builder.addCustomConverter(new ResetRequestConverter(this.policy));
	}

}
