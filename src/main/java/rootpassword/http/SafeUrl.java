package rootpassword.http;

import java.net.URI;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Tells whether a URL protects confidential data on its way: https, or this machine. */
public final class SafeUrl {

	// Literals only: the address of another name can change after the start
	private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

	private SafeUrl() {
	}

	/** Whether a connection to this host stays on this machine. */
	public static boolean isThisMachine(String host) {
		return THIS_MACHINE.matcher(host).matches();
	}

	/**
	 * Whether it is an https URL, or an http URL of this machine, without user and
	 * fragment.
	 */
	public static boolean isSafe(@Nullable URI url) {
		return url != null && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null
				&& ("https".equals(url.getScheme())
						|| ("http".equals(url.getScheme()) && isThisMachine(url.getHost())));
	}

}
