package rootpassword.security;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import rootpassword.http.SecurityHeaders;

/**
 * What every chain has in common: no session, headers fit for an API, and refusals as
 * problems.
 */
final class ChainDefaults {

	/** What Swagger UI needs: files of our own, calls to this service, and its icons. */
	private static final String OWN_FILES = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private ChainDefaults() {
	}

	static HttpSecurity harden(HttpSecurity http, UnauthenticatedEntryPoint strangers,
			HandlerExceptionResolver problems) {
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.defaultsDisabled()
				.httpStrictTransportSecurity(Customizer.withDefaults())
				.addHeaderWriter(new StaticHeadersWriter(SecurityHeaders.API.entrySet()
					.stream()
					.map((header) -> new Header(header.getKey(), header.getValue()))
					.toList())))
			.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(strangers)
				.accessDeniedHandler(
						(request, response, ex) -> problems.resolveException(request, response, null, ex)));
	}

	/** For what everybody may read. */
	static HttpSecurity hardenOpen(HttpSecurity http, UnauthenticatedEntryPoint strangers,
			HandlerExceptionResolver problems) {
		return harden(http, strangers, problems).addFilterAfter(new ReadOnlyMethodsFilter(problems),
				AuthorizationFilter.class);
	}

	/** For pages, which load what belongs to them, rather than answers. */
	static HttpSecurity hardenPages(HttpSecurity http, UnauthenticatedEntryPoint strangers,
			HandlerExceptionResolver problems) {
		return hardenOpen(http, strangers, problems)
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(OWN_FILES)));
	}

}
