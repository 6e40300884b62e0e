package rootpassword.security;

import java.util.Map;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
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

}
