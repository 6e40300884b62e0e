package rootpassword.security;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Reader;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Lets every caller with a rule look for an attempt, and leaves the {@link Reader} on the
 * request that says which ones it may see: that depends on the attempt.
 */
final class AttemptAccess implements AuthorizationManager<RequestAuthorizationContext> {

	@Override
	public AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		Authentication proof = authentication.get();
		// Without a rule its name is only what a token says, and could be another's
		if (proof == null || !(proof.getPrincipal() instanceof Caller caller) || caller.rules().isEmpty()) {
			return new AuthorizationDecision(false);
		}
		context.getRequest()
			.setAttribute(Reader.class.getName(), new Reader(caller.identity(),
					(instance) -> caller.ask(Scope.AUDIT, instance.value(), false).granted()));
		return new AuthorizationDecision(true);
	}

}
