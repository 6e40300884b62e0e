package rootpassword.security;

import java.util.Map;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * What every chain has in common: no session, headers fit for an API, and refusals as
 * problems.
 */
final class Hardening {

	/** What every answer of an API should carry. */
	static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-store", "Content-Security-Policy",
			"default-src 'none'; frame-ancestors 'none'", "Referrer-Policy", "no-referrer", "X-Content-Type-Options",
			"nosniff", "X-Frame-Options", "DENY");

	/** What Swagger UI needs: files of our own, calls to this service, and its icons. */
	private static final String OWN_FILES = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private Hardening() {
	}

	static HttpSecurity harden(HttpSecurity http, Strangers strangers, HandlerExceptionResolver problems) {
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.defaultsDisabled()
				.httpStrictTransportSecurity(Customizer.withDefaults())
				.addHeaderWriter(new StaticHeadersWriter(HEADERS.entrySet()
					.stream()
					.map((header) -> new Header(header.getKey(), header.getValue()))
					.toList())))
			.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(strangers)
				.accessDeniedHandler(
						(request, response, ex) -> problems.resolveException(request, response, null, ex)));
	}

	/** For what everybody may read. */
	static HttpSecurity hardenOpen(HttpSecurity http, Strangers strangers, HandlerExceptionResolver problems) {
		return harden(http, strangers, problems).addFilterAfter(new OpenMethodsFilter(problems),
				AuthorizationFilter.class);
	}

	/** For pages, which load what belongs to them, rather than answers. */
	static HttpSecurity hardenPages(HttpSecurity http, Strangers strangers, HandlerExceptionResolver problems) {
		return hardenOpen(http, strangers, problems)
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(OWN_FILES)));
	}

}
