package rootpassword.http;

import java.util.Map;

/** The security headers of every answer of the API. */
public final class SecurityHeaders {

	public static final Map<String, String> API = Map.of("Cache-Control", "no-store", "Content-Security-Policy",
			"default-src 'none'; frame-ancestors 'none'", "Referrer-Policy", "no-referrer", "X-Content-Type-Options",
			"nosniff", "X-Frame-Options", "DENY");

	private SecurityHeaders() {
	}

}
