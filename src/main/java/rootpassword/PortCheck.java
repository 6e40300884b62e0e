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

	private static final int MAX = 65_535;

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		int api = port("server.port", environment);
		// -1 is Spring Boot's word for no management port
		if (!environment.getProperty("management.server.port", "").strip().equals("-1")) {
			int management = port("management.server.port", environment);
			Settings.require(api == 0 || api != management, "management.server.port", "must differ from server.port");
		}
	}

	private static int port(String name, ConfigurableEnvironment environment) {
		String port = environment.getProperty(name, "0").strip();
		Settings.require(port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= MAX, name,
				"must be a port from 0 to " + MAX);
		return Integer.parseInt(port);
	}

}
