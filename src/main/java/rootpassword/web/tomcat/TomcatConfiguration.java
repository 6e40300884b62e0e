package rootpassword.web.tomcat;

import org.apache.catalina.connector.Connector;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import rootpassword.web.problem.Problems;

/**
 * Limits request bodies and replaces Tomcat's error pages by problems. The management
 * port has its own Tomcat, which finds this class by a file in {@code META-INF/spring}.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
final class TomcatConfiguration {

	/** Enough for probes and a scraper; each connection costs memory. */
	private static final int MANAGEMENT_CONNECTIONS = 128;

	private static final int NO_LIMIT = -1;

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatCustomizer(Problems problems,
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
		// Reading a parameter must not parse the body as a form
		connector.setParseBodyMethods("");
		// The security filters answer TRACE with 401 or 405, like any other method
		connector.setAllowTrace(true);
		// Tomcat would throw inside the filters; the limit for all headers is enough
		connector.setMaxLocaleCount(NO_LIMIT);
		connector.setMaxCookieCount(NO_LIMIT);
		// "100 Continue" is sent only when the body is read
		connector.setProperty("continueResponseTiming", "onRead");
	}

}
