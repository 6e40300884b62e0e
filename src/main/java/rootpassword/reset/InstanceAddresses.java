package rootpassword.reset;

import java.util.List;
import java.util.regex.Pattern;

import rootpassword.reset.command.InstanceId;

/**
 * The port to the provider's description of an instance: where it is.
 */
public interface InstanceAddresses {

	/**
	 * Asks once, and returns by the deadline.
	 * @return the addresses in the order in which to try them, none if they are unknown
	 */
	List<Address> of(InstanceId instance, Deadline deadline);

	/**
	 * A host of the provider and a port; always well formed.
	 */
	record Address(String host, int port) {

		private static final int MAX_HOST = 253;

		private static final Pattern HOST = Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+aliyuncs\\.com");

		public Address {
			if (!isValid(host, port)) {
				throw new IllegalArgumentException("An address is a host below aliyuncs.com and a port");
			}
		}

		public static boolean isValid(String host, int port) {
			return host.length() <= MAX_HOST && HOST.matcher(host).matches() && port >= 1 && port <= 65535;
		}

	}

}
