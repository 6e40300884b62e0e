package rootpassword.security.address;

import java.util.List;

import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The proxies whose word about the address behind them is believed.
 */
public final class TrustedProxies {

	private final List<IpAddressMatcher> cidrs;

	public TrustedProxies(List<String> cidrs) {
		this.cidrs = cidrs.stream().map(IpAddressMatcher::new).toList();
	}

	public static boolean isCidr(String cidr) {
		String[] parts = cidr.split("/", -1);
		if (parts.length > 2 || IpAddress.parse(parts[0]) == null
				|| (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
			return false;
		}
		try {
			new IpAddressMatcher(cidr);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * The farthest address that can be trusted.
	 * @param peer the address at the other end of the connection
	 * @param hops what the header says, nearest first
	 */
	String source(String peer, List<String> hops) {
		String source = peer;
		for (String hop : hops) {
			String next = trusts(source) ? IpAddress.parse(hop) : null;
			if (next == null) {
				break;
			}
			source = next;
		}
		return source;
	}

	private boolean trusts(String source) {
		String address = IpAddress.parse(source);
		return address != null && this.cidrs.stream().anyMatch((cidr) -> cidr.matches(address));
	}

}
