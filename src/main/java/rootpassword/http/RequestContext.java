package rootpassword.http;

import java.util.Optional;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.Attempt;

/**
 * The facts about an authenticated request that security attaches to it, for the
 * controllers and the trail.
 *
 * @param actor the caller, with the access rule that decided
 * @param instance the instance in the path; {@code null} if the path has none, or no
 * valid id
 * @param audits tells of any instance whether the caller audits it
 */
public record RequestContext(Action action, Actor actor, @Nullable InstanceId instance, Predicate<InstanceId> audits) {

	/** The header by which a portal names the user behind a request. */
	public static final String ON_BEHALF_OF = "On-Behalf-Of";

	public static final String ATTRIBUTE = "rootpassword.http.RequestContext";

	public void attachTo(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this);
	}

	/** The context of the request; empty if no caller is authenticated. */
	public static Optional<RequestContext> of(HttpServletRequest request) {
		return Optional.ofNullable((RequestContext) request.getAttribute(ATTRIBUTE));
	}

	/**
	 * Whether the caller may see the attempt: it is the caller's own, or on an instance
	 * that the caller audits.
	 */
	public boolean maySee(Attempt attempt) {
		return attempt.identity().equals(this.actor.identity()) || this.audits.test(attempt.instance());
	}

	/** The W3C trace id of the current request, which the tracer keeps in the MDC. */
	public static @Nullable String traceId() {
		return MDC.get("traceId");
	}

	/** The action that a request asks for. */
	public enum Action {

		RESET, VALIDATE, READ_HISTORY,

		/** Read one attempt, or the proofs about it. */
		READ_ATTEMPT,

		/** Read the checkpoint and the verifier keys. */
		READ_EVIDENCE,

		/** Read the trail of all instances. */
		READ_TRAIL,

		/** All other requests; none of them changes anything. */
		OTHER

	}

}
