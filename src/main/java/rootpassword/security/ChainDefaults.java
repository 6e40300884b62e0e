package rootpassword.security;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import rootpassword.http.SecurityHeaders;
import rootpassword.security.BadTokenException.TokenFault;

/**
 * The common settings of all filter chains: no session, the security headers of an API,
 * and problems as error responses.
 */
record ChainDefaults(HandlerExceptionResolver problems) {

	private static final Logger logger = LoggerFactory.getLogger(ChainDefaults.class);

	private static final List<String> SAFE_METHODS = List.of("GET", "HEAD");

	/**
	 * For authenticated callers. The filter alone: {@code oauth2ResourceServer()} would
	 * also publish a metadata endpoint, and throw if an issuer is unavailable.
	 */
	HttpSecurity authenticated(HttpSecurity http, AuthenticationManager authenticator) {
		BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(authenticator);
		filter.setAuthenticationEntryPoint(this::unauthenticated);
		filter.setAuthenticationFailureHandler(this::unauthenticated);
		return harden(http).addFilter(filter)
			.addFilterBefore(ChainDefaults::normalized, BearerTokenAuthenticationFilter.class);
	}

	/**
	 * Hides TRACE from {@code HttpServlet}, which would echo the request; Spring MVC
	 * rejects the unknown method {@code trace} like any other. Leaves one space before
	 * the token, because RFC 9110 permits several and Spring Security does not.
	 */
	private static void normalized(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {
			@Override
			public String getMethod() {
				return super.getMethod().equals("TRACE") ? "trace" : super.getMethod();
			}

			@Override
			public @Nullable String getHeader(String name) {
				String value = super.getHeader(name);
				return (value != null && name.equalsIgnoreCase(HttpHeaders.AUTHORIZATION))
						? value.replaceFirst("(?i)^(Bearer) +", "$1 ") : value;
			}
		}, response);
	}

	private void unauthenticated(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex) {
		TokenFault fault = switch (ex) {
			case BadTokenException bad -> bad.fault();
			case OAuth2AuthenticationException malformed -> TokenFault.MALFORMED;
			default -> TokenFault.MISSING;
		};
		// The issuer's keys have a log line of their own
		if (!(ex instanceof AuthenticationServiceException)) {
			// The text has the fault, so that the log's limit applies to each fault
			logger.warn("Authentication failed for {}: token " + fault.code(), request.getRemoteAddr());
		}
		this.problems.resolveException(request, response, null, ex);
	}

	/** For everybody, read-only. Without a bearer filter, an expired token is ignored. */
	HttpSecurity open(HttpSecurity http) {
		return harden(http).addFilterAfter((request, response, chain) -> {
			String method = ((HttpServletRequest) request).getMethod();
			if (SAFE_METHODS.contains(method)) {
				chain.doFilter(request, response);
			}
			else {
				this.problems.resolveException((HttpServletRequest) request, (HttpServletResponse) response, null,
						new HttpRequestMethodNotSupportedException(method, SAFE_METHODS));
			}
		}, AuthorizationFilter.class);
	}

	private HttpSecurity harden(HttpSecurity http) {
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> {
				headers.defaultsDisabled().httpStrictTransportSecurity(Customizer.withDefaults());
				SecurityHeaders.API
					.forEach((name, value) -> headers.addHeaderWriter(new StaticHeadersWriter(name, value)));
			})
			.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(this::unauthenticated)
				.accessDeniedHandler(
						(request, response, ex) -> this.problems.resolveException(request, response, null, ex)));
	}

}
