package rootpassword.web.reset;

import java.util.List;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import rootpassword.reset.password.PasswordPolicy;

/**
 * Registers the converter of reset requests, and reads the header {@code Accept}.
 */
@Configuration(proxyBeanMethods = false)
final class WebConfiguration implements WebMvcConfigurer {

	private final PasswordPolicy policy;

	WebConfiguration(PasswordPolicy policy) {
		this.policy = policy;
	}

	/**
	 * Spring takes a type that the client excludes by {@code q=0} for an accepted one.
	 */
	@Override
	public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
		HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();
		configurer.strategies(List.of((request) -> {
			List<MediaType> types = header.resolveMediaTypes(request);
			List<MediaType> accepted = types.stream().filter((type) -> type.getQualityValue() > 0).toList();
			if (accepted.isEmpty()) {
				throw new HttpMediaTypeNotAcceptableException(List.of());
			}
			return accepted;
		}));
	}

	@Override
	public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
		builder.addCustomConverter(new ResetRequestConverter(this.policy));
	}

}
