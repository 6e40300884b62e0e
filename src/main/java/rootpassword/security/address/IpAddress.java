package rootpassword.security.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads IP addresses as forwarded headers write them, with or without a port; never asks
 * a name server.
 */
final class IpAddress {

	private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	private static final String PORT = "(?::\\d{1,5})?";

	private static final Pattern V4 = Pattern.compile("(" + OCTET + "(?:\\." + OCTET + "){3})" + PORT);

	// The colons keep InetAddress from taking it for a name
	private static final Pattern V6 = Pattern.compile("(?=[^:]*:[^:]*:)([0-9a-fA-F:.]{2,45})(?:%\\w{1,20})?");

	private static final Pattern BRACKETED_V6 = Pattern
		.compile("\\[(?=[^:]*:[^:]*:)([0-9a-fA-F:.]{2,45})(?:%\\w{1,20})?]" + PORT);

	private IpAddress() {
	}

	/** The address in the one form that the trail uses, or {@code null} if it is none. */
	static @Nullable String parse(String text) {
		for (Pattern form : new Pattern[] { V4, V6, BRACKETED_V6 }) {
			Matcher address = form.matcher(text);
			if (address.matches()) {
				return canonical(address.group(1));
			}
		}
		return null;
	}

	private static @Nullable String canonical(String literal) {
		try {
			return InetAddress.getByName(literal).getHostAddress();
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
