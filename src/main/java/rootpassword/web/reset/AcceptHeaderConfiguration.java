package rootpassword.web.reset;

import java.util.List;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Reads the header {@code Accept} like Spring, which however takes a type that the client
 * excludes by {@code q=0} for an accepted one.
 */
@Configuration(proxyBeanMethods = false)
final class AcceptHeaderConfiguration implements WebMvcConfigurer {

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

}
