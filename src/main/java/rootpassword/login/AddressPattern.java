package rootpassword.login;

import java.util.regex.Pattern;

import rootpassword.reset.command.InstanceId;

/** Where instances are. The host has {@code {instance}} in the place of their ids. */
record AddressPattern(String host, int port) {

	private static final String PLACEHOLDER = "{instance}";

	private static final Pattern SYNTAX = Pattern
		.compile("[a-z0-9-]*" + Pattern.quote(PLACEHOLDER) + "[a-z0-9-]*(\\.[a-z0-9-]+)+:\\d{1,5}");

	static boolean isValid(String text) {
		return SYNTAX.matcher(text).matches() && parse(text).port <= 65535;
	}

	static AddressPattern parse(String text) {
		int colon = text.lastIndexOf(':');
		return new AddressPattern(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
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
