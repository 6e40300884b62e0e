package rootpassword.web.tomcat;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import rootpassword.web.problem.Problems;

/**
 * Limits what Tomcat does with a request before any filter, and puts problems in the
 * place of its error pages. The management port has a Tomcat of its own, which finds this
 * class by a file in {@code META-INF/spring}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
final class TomcatConfiguration {

	/** For probes and a scraper; more would only cost memory. */
	private static final int MANAGEMENT_CONNECTIONS = 128;

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatOfThisService(Problems problems,
			ApplicationContext context) {
		return (tomcat) -> {
			tomcat.addEngineValves(new BodyLimitValve());
			tomcat.addContextCustomizers((root) -> root.getParent().getPipeline().addValve(new ProblemValve(problems)));
			tomcat.addConnectorCustomizers(TomcatConfiguration::customize);
			if (WebServerApplicationContext.hasServerNamespace(context, "management")) {
				tomcat.addConnectorCustomizers(
						(connector) -> connector.setProperty("maxConnections", String.valueOf(MANAGEMENT_CONNECTIONS)));
			}
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
