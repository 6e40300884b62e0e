package rootpassword.security;

import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.Actor;
import rootpassword.reset.InstanceId;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Decides whether a caller has a scope on the instance that the path names, and leaves
 * the {@link Actor} with the deciding rule on the request, for the trail.
 */
final class InstanceAccess implements AuthorizationManager<RequestAuthorizationContext> {

	private final Scope scope;

	InstanceAccess(Scope scope) {
		this.scope = scope;
	}

	@Override
	public AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		Authentication proof = authentication.get();
		if (proof == null || !(proof.getPrincipal() instanceof Caller caller)) {
			return new AuthorizationDecision(false);
		}
		HttpServletRequest request = context.getRequest();
		String instanceId = context.getVariables().getOrDefault("instanceId", "");
		// What is no instance id names no instance: let validation say so, for it is no
		// secret
		AccessVerdict verdict = caller.ask(this.scope, InstanceId.isValid(instanceId) ? instanceId : null,
				request.getHeader("On-Behalf-Of") != null);
		request.setAttribute(Actor.class.getName(), new Actor(caller.name(), caller.identity(), null,
				request.getRemoteAddr(), caller.subject(), caller.client(), caller.issuer(), verdict.rule()));
		return new AuthorizationDecision(verdict.granted());
	}

}
