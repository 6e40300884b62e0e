package rootpassword.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import rootpassword.reset.Actor;

/**
 * Tells who sent a request.
 */
final class Requester {

	/** The header by which a portal names the person behind it. */
	static final String ON_BEHALF_OF = "On-Behalf-Of";

	/** What the header may hold: printable ASCII. */
	static final String PRINTABLE = "[\\x20-\\x7e]+";

	/** The longest value of the header. */
	static final int MAX_USER_LENGTH = 200;

	private Requester() {
	}

	/**
	 * The actor behind a request, as the decision on its access has left it there; none
	 * where no instance was asked for.
	 */
	static @Nullable Actor of(HttpServletRequest request) {
		if (!(request.getAttribute(Actor.class.getName()) instanceof Actor actor)) {
			return null;
		}
		String user = request.getHeader(ON_BEHALF_OF);
		boolean recordable = user != null && user.length() <= MAX_USER_LENGTH && user.matches(PRINTABLE);
		return actor.onBehalfOf(recordable ? user : null);
	}

	/** The W3C trace id that the tracer has put into the logging context. */
	static @Nullable String traceId() {
		return MDC.get("traceId");
	}

}
