package rootpassword.security;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import rootpassword.http.RequestContext;
import rootpassword.http.RequestContext.Action;
import rootpassword.reset.command.Actor;
import rootpassword.security.AccessRules.AccessRule;
import rootpassword.security.CallerEntry.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scope, instance and the right to assert a user, alone and in one entry.
 */
class CallerAccessTests {

	private static final Caller CALLER = new Caller("jobs", "jwt:1", "s", "c", "https://idp.example.com",
			List.of(rule("a", Set.of(Scope.RESET), false, "dds-a*"),
					rule("b", Set.of(Scope.RESET, Scope.AUDIT), true, "dds-b", "dds-*-b")));

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@ParameterizedTest
	@CsvSource({ "RESET,dds-a,false,a[0]", "RESET,dds-a1,false,a[0]", "RESET,dds-b,false,b[0]",
			"RESET,dds-x-b,true,b[0]", "RESET,dds-b1,false,no-instance", "RESET,xdds-a,false,a[0]",
			"RESET,dds-c,false,no-instance", "RESET,dds-a,true,may-not-assert", "RESET,dds-a-b,true,b[0]",
			"READ_HISTORY,dds-b,false,b[0]", "READ_HISTORY,dds-a,false,no-instance", "READ_HISTORY,dds-a-b,false,b[0]",
			"RESET,DDS-C,false,a[0]", "RESET,dds-c/../dds-a,false,a[0]" })
	void needsOneEntryThatGrantsEverything(Action action, String instance, boolean asserting, String rule) {
		if (asserting) {
			this.request.addHeader("On-Behalf-Of", "");
		}
		assertThat(granted(action, known(CALLER), instance)).isEqualTo(rule.endsWith("]"));
		assertThat(RequestContext.of(this.request).orElseThrow().actor())
			.isEqualTo(new Actor("jobs", "jwt:1", null, "127.0.0.1", "s", "c", "https://idp.example.com", rule));
	}

	@Test
	void refusesOtherAuthentications() {
		assertThat(granted(Action.RESET, null, "dds-a")).isFalse();
		assertThat(granted(Action.RESET,
				new AnonymousAuthenticationToken("key", "anonymous", AuthorityUtils.createAuthorityList("X")), "dds-a"))
			.isFalse();
		assertThat(granted(Action.RESET, UsernamePasswordAuthenticationToken.authenticated("jobs", null, List.of()),
				"dds-a"))
			.isFalse();
		assertThat(RequestContext.of(this.request)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "RESET,dds-a", "READ_HISTORY,dds-a", "RESET,none" })
	void refusesCallersWithoutARule(Action action, String instance) {
		assertThat(granted(action, known(new Caller("s", "jwt:1", "s", null, null, List.of())), instance)).isFalse();
		assertThat(RequestContext.of(this.request).orElseThrow().actor())
			.isEqualTo(new Actor("s", "jwt:1", null, "127.0.0.1", "s", null, null, "no-rule"));
	}

	private boolean granted(Action action, @Nullable Authentication proof, String instance) {
		return new CallerAccess(action)
			.authorize(() -> proof, new RequestAuthorizationContext(this.request, Map.of("instanceId", instance)))
			.isGranted();
	}

	private static Authentication known(Caller caller) {
		return UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
	}

	private static AccessRule rule(String name, Set<Scope> scopes, boolean mayAssert, String... instances) {
		return AccessRule
			.of(new CallerEntry(name, null, "s", null, null, null, false, List.of(instances), scopes, mayAssert), "0");
	}

}
