package rootpassword.login;

import java.net.InetAddress;

/**
 * Which addresses may be dialled. A name can lead anywhere, also to services that trust
 * this machine.
 */
final class AddressRules {

	private AddressRules() {
	}

	/**
	 * Whether the address is in a private network: RFC 1918, the provider's
	 * 100.64.0.0/10, or fc00::/7.
	 */
	static boolean isPrivate(InetAddress address) {
		byte[] bytes = address.getAddress();
		int first = bytes[0] & 0xff;
		int second = bytes[1] & 0xff;
		if (bytes.length == 16) {
			return (first & 0xfe) == 0xfc;
		}
		return switch (first) {
			case 10 -> true;
			case 172 -> (second & 0xf0) == 16;
			case 192 -> second == 168;
			case 100 -> (second & 0xc0) == 64 && !isProvidersOwnService(bytes);
			default -> false;
		};
	}

	/**
	 * Whether the address is in the public internet. Addresses that contain another one,
	 * such as 6to4 and NAT64, are not.
	 */
	static boolean isPublic(InetAddress address) {
		byte[] bytes = address.getAddress();
		int first = bytes[0] & 0xff;
		int second = bytes[1] & 0xff;
		if (bytes.length == 16) {
			boolean tunnel = first == 0x20 && (second == 0x02 || (second == 0x01 && bytes[2] == 0 && bytes[3] == 0));
			return (first & 0xe0) == 0x20 && !tunnel;
		}
		boolean special = first == 0 || first == 127 || first >= 224 || (first == 169 && second == 254)
				|| (first == 192 && second == 0 && bytes[2] == 0) || (first == 198 && (second & 0xfe) == 18)
				|| (first == 100 && (second & 0xc0) == 64);
		return !special && !isPrivate(address);
	}

	/** 100.100.0.0/16: metadata with the credentials of this machine, DNS and others. */
	private static boolean isProvidersOwnService(byte[] bytes) {
		return bytes[0] == 100 && bytes[1] == 100;
	}

}
