package rootpassword.login;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import rootpassword.reset.command.InstanceId;

/**
 * Where instances are: a host with a placeholder for the id of the instance, and a port.
 *
 * @param host with {@code {instance}}, or an address of this machine, for tests
 */
record AddressPattern(String host, int port) {

	private static final String PLACEHOLDER = "{instance}";

	private static final String LABEL = "[a-z0-9-]+";

	private static final String LOOPBACK = "127(\\.\\d{1,3}){3}";

	private static final Pattern SYNTAX = Pattern.compile("(?<host>" + LOOPBACK + "|[a-z0-9-]*"
			+ Pattern.quote(PLACEHOLDER) + "[a-z0-9-]*(\\." + LABEL + ")+):(?<port>\\d{1,5})");

	static boolean isValid(String text) {
		Matcher matcher = SYNTAX.matcher(text);
		return matcher.matches() && Integer.parseInt(matcher.group("port")) <= 65535;
	}

	static AddressPattern parse(String text) {
		int colon = text.lastIndexOf(':');
		return new AddressPattern(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
	}

	/** Whether it names this machine instead of instances. */
	boolean isLoopback() {
		return this.host.matches(LOOPBACK);
	}

	/** An id has no dot, so it cannot lead to another domain. */
	String hostOf(InstanceId instance) {
		return this.host.replace(PLACEHOLDER, instance.value());
	}

	/** Whether the provider alone decides where the host is. */
	boolean isProvidersOwn() {
		return this.host.endsWith(".aliyuncs.com");
	}

}
