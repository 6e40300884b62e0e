package rootpassword.web;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Puts problems in the place of Tomcat's error pages, on the API's port and on that for
 * the cluster, whose Tomcat is another and is told by a file in {@code META-INF/spring}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
final class ErrorConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfErrorPages(Problems problems) {
		return (tomcat) -> tomcat
			.addContextCustomizers((context) -> context.getParent().getPipeline().addValve(new ProblemValve(problems)));
	}

}
