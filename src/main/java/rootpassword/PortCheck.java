package rootpassword;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import rootpassword.settings.Settings;

/**
 * Refuses ports that no server can open, which Tomcat would notice at the end of the
 * start.
 */
final class PortCheck implements EnvironmentPostProcessor {

	private static final String API = "server.port";

	private static final String MANAGEMENT = "management.server.port";

	private static final int MAX = 65_535;

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		int api = port(environment, API);
		int management = port(environment, MANAGEMENT);
		if (api != 0 && api == management) {
			throw Settings.refused(MANAGEMENT, "must differ from " + API);
		}
	}

	private static int port(ConfigurableEnvironment environment, String name) {
		String value = environment.getProperty(name, "0").strip();
		if (value.equals("-1") && name.equals(MANAGEMENT)) {
			// Spring Boot's word for no management port
			return -1;
		}
		if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > MAX) {
			throw Settings.refused(name, "must be a port from 0 to " + MAX);
		}
		return Integer.parseInt(value);
	}

}
