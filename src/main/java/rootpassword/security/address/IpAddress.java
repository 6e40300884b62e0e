package rootpassword.security.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.tomcat.util.net.IPv6Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The syntax of IP addresses in forwarded headers and in the configuration. Host names
 * are never resolved.
 */
public final class IpAddress {

	private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	/** Two colons at least: {@link InetAddress} takes such a text for no host name. */
	private static final String V6 = "(?=[^:]*:[^:]*:)[0-9a-fA-F:.]{2,45}";

	/** Optional: brackets, IPv6 zone and port. */
	private static final Pattern SYNTAX = Pattern
		.compile("\\[?(" + OCTET + "(?:\\." + OCTET + "){3}|" + V6 + ")(?:%\\w{1,20})?]?(?::\\d{1,5})?");

	private IpAddress() {
	}

	/**
	 * The address as RFC 5952 writes it, or {@code null} if the text is not an address.
	 */
	static @Nullable String parse(String text) {
		Matcher address = SYNTAX.matcher(text);
		try {
			return address.matches() ? IPv6Utils.canonize(InetAddress.getByName(address.group(1)).getHostAddress())
					: null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	/** Whether the text is an address or a CIDR, for example {@code 10.0.0.0/8}. */
	public static boolean isCidr(String text) {
		try {
			new IpAddressMatcher(text);
			return parse(text.replaceFirst("/\\d{1,3}$", "")) != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
