package rootpassword.security;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * What every chain has in common: no session, headers fit for an API, and refusals as
 * problems.
 */
final class Hardening {

	private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

	/** What Swagger UI needs: files of our own, calls to this service, and its icons. */
	private static final String OWN_FILES = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private Hardening() {
	}

	static HttpSecurity harden(HttpSecurity http, HandlerExceptionResolver problems) {
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.cacheControl((cacheControl) -> cacheControl.disable())
				.addHeaderWriter(new StaticHeadersWriter("Cache-Control", "no-store"))
				.contentSecurityPolicy((policy) -> policy.policyDirectives(NOTHING))
				.referrerPolicy((policy) -> policy.policy(ReferrerPolicy.NO_REFERRER)))
			.exceptionHandling((exceptions) -> exceptions
				.authenticationEntryPoint(
						(request, response, ex) -> problems.resolveException(request, response, null, ex))
				.accessDeniedHandler(
						(request, response, ex) -> problems.resolveException(request, response, null, ex)));
	}

	/** For pages, which load what belongs to them, rather than answers. */
	static HttpSecurity hardenPages(HttpSecurity http, HandlerExceptionResolver problems) {
		return harden(http, problems)
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(OWN_FILES)));
	}

}
