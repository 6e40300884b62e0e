package rootpassword.security.address;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What forwarded headers say of the way of a request, nearest hop first.
 */
final class ForwardedHops {

	private static final Pattern FOR = Pattern
		.compile("(?:^|;)\\s*for\\s*=\\s*(?:\"([^\"]*)\"|([^;\"\\s]*))\\s*(?:;|$)", Pattern.CASE_INSENSITIVE);

	private ForwardedHops() {
	}

	static List<String> xForwardedFor(HttpServletRequest request) {
		return elements(request, "X-Forwarded-For");
	}

	/** By RFC 7239. */
	static List<String> forwarded(HttpServletRequest request) {
		return elements(request, "Forwarded").stream().map(ForwardedHops::node).toList();
	}

	private static String node(String element) {
		Matcher node = FOR.matcher(element);
		if (!node.find()) {
			return "";
		}
		return (node.group(1) != null) ? node.group(1) : node.group(2);
	}

	/**
	 * Splits from the right, so that an open quote far away cannot swallow what a near
	 * proxy has added.
	 */
	private static List<String> elements(HttpServletRequest request, String header) {
		String all = String.join(",", Collections.list(request.getHeaders(header)));
		List<String> elements = new ArrayList<>();
		boolean quoted = false;
		int end = all.length();
		for (int i = all.length() - 1; i >= 0; i--) {
			quoted ^= all.charAt(i) == '"';
			if (all.charAt(i) == ',' && !quoted) {
				elements.add(all.substring(i + 1, end).trim());
				end = i;
			}
		}
		elements.add(all.substring(0, end).trim());
		return elements;
	}

}
