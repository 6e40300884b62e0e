package rootpassword.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a URL protects confidential data on its way: https, or this machine.
 */
public final class SafeUrl {

	private static final String THIS_MACHINE = "localhost|127(\\.[0-9]{1,3}){3}|\\[::1]";

	private SafeUrl() {
	}

	/**
	 * Whether it is an https URL, or an http URL of this machine, without user and
	 * fragment.
	 */
	public static boolean isSafe(@Nullable URI url) {
		return url != null && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null
				&& ("https".equals(url.getScheme())
						|| ("http".equals(url.getScheme()) && url.getHost().matches(THIS_MACHINE)));
	}

}
