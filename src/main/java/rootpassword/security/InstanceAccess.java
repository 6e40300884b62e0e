package rootpassword.security;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.InstanceId;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Decides whether a caller may reset the root password of the instance that the path
 * names.
 */
final class InstanceAccess implements AuthorizationManager<RequestAuthorizationContext> {

	@Override
	public AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		Authentication proof = authentication.get();
		return new AuthorizationDecision(
				proof != null && proof.getPrincipal() instanceof Caller caller && mayReset(caller, context));
	}

	private static boolean mayReset(Caller caller, RequestAuthorizationContext context) {
		String instanceId = context.getVariables().getOrDefault("instanceId", "");
		boolean asserting = context.getRequest().getHeader("On-Behalf-Of") != null;
		return caller.scopes().contains(Scope.RESET) && (!asserting || caller.mayAssertUser())
		// What is no instance id names no instance: let validation say so, for it is no
		// secret
				&& (!InstanceId.isValid(instanceId) || caller.reaches(instanceId));
	}

}
