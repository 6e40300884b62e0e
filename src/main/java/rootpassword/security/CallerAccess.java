package rootpassword.security;

import java.util.function.Predicate;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.CallerEntry.Scope;

/**
 * Decides whether the caller may do an action on the instance in the path, and attaches
 * the {@link RequestContext}.
 */
record CallerAccess(Action action) implements AuthorizationManager<RequestAuthorizationContext> {

	@Override
	public AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		Authentication authenticated = authentication.get();
		if (authenticated == null || !(authenticated.getPrincipal() instanceof Caller caller)) {
			return new AuthorizationDecision(false);
		}
		HttpServletRequest request = context.getRequest();
		String user = request.getHeader(RequestContext.ON_BEHALF_OF);
		String id = context.getVariables().getOrDefault("instanceId", "");
		InstanceId instance = InstanceId.isValid(id) ? new InstanceId(id) : null;
		// Validation reports an invalid id, not security
		Predicate<AccessRule> covers = (rule) -> instance == null || rule.covers(instance);
		Caller.Decision decision = switch (this.action) {
			case RESET, VALIDATE -> caller.decide(Scope.RESET, covers, user != null);
			case READ_HISTORY -> caller.decide(Scope.AUDIT, covers, user != null);
			case READ_TRAIL -> caller.decide(Scope.AUDIT, AccessRule::coversAll, user != null);
			case READ_ATTEMPT, READ_EVIDENCE, OTHER -> caller.decideByAnyRule();
		};
		Actor actor = new Actor(caller.name(), caller.identity(), Actor.isUser(user) ? user : null,
				request.getRemoteAddr(), caller.subject(), caller.client(), caller.issuer(), decision.basis());
		new RequestContext(this.action, actor, instance,
				(other) -> caller.decide(Scope.AUDIT, (rule) -> rule.covers(other), false).granted())
			.attachTo(request);
		return new AuthorizationDecision(decision.granted());
	}

}
