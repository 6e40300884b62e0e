package rootpassword.web;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Limits what Tomcat does with a request before any filter, and puts problems in the
 * place of its error pages. The management port has a Tomcat of its own, which finds this
 * class by a file in {@code META-INF/spring}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
final class TomcatConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatOfThisService(Problems problems) {
		return (tomcat) -> {
			tomcat.addEngineValves(new BodyLimitValve());
			tomcat.addContextCustomizers(
					(context) -> context.getParent().getPipeline().addValve(new ProblemValve(problems)));
			tomcat.addConnectorCustomizers(TomcatConfiguration::customize);
		};
	}

	private static void customize(Connector connector) {
		// No body is ever a form, whoever asks for a parameter
		connector.setParseBodyMethods("");
		// Answered with 401 or 405 like any other method, by the security filters
		connector.setAllowTrace(true);
		if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
			// A request that is refused without its body is not told to send it
			http.setContinueResponseTiming("onRead");
		}
	}

}
