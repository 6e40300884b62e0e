package rootpassword.security;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The filter chains: probes are open, everything else is for known callers, and a reset
 * for those that reach the instance.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
final class SecurityConfiguration {

	@Bean
	AuthenticationManager authenticationManager(AccessProperties properties) {
		return new ProviderManager(new ApiTokenAuthenticationProvider(properties));
	}

	@Bean
	RequestRejectedHandler requestRejectedHandler(
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return (request, response, ex) -> problems.resolveException(request, response, null, ex);
	}

	@Bean
	@Order(1)
	SecurityFilterChain actuatorChain(HttpSecurity http,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return stateless(http.securityMatcher(EndpointRequest.toAnyEndpoint()), problems)
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(EndpointRequest.to(HealthEndpoint.class, InfoEndpoint.class))
						.permitAll()
						.anyRequest()
						.denyAll())
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain callerChain(HttpSecurity http, AuthenticationManager authenticationManager,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return stateless(http, problems)
			.oauth2ResourceServer((server) -> server.authenticationManagerResolver((request) -> authenticationManager)
				.authenticationEntryPoint(
						(request, response, ex) -> problems.resolveException(request, response, null, ex)))
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(HttpMethod.POST, "/instances/{instanceId}/root-password")
						.access(new InstanceAccess())
						// Nothing else is mapped: known callers learn that by a 404 or
						// 405
						.anyRequest()
						.authenticated())
			.build();
	}

	private static HttpSecurity stateless(HttpSecurity http, HandlerExceptionResolver problems) {
		return http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers.cacheControl((cacheControl) -> cacheControl.disable())
				.addHeaderWriter(new StaticHeadersWriter("Cache-Control", "no-store")))
			.exceptionHandling((exceptions) -> exceptions
				.authenticationEntryPoint(
						(request, response, ex) -> problems.resolveException(request, response, null, ex))
				.accessDeniedHandler(
						(request, response, ex) -> problems.resolveException(request, response, null, ex)));
	}

}
