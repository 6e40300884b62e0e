package rootpassword.security;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.actuate.sbom.SbomEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.HandlerExceptionResolver;
import rootpassword.http.RequestContext.Action;
import rootpassword.http.SecurityHeaders;
import rootpassword.security.access.AccessProperties;
import rootpassword.security.access.CallersHealthIndicator;
import rootpassword.security.access.ReloadingAccessRules;
import rootpassword.security.address.SourceAddressFilter;
import rootpassword.security.address.TrustedProxies;

/**
 * Who is who and who may what: probes are open, everything else is for known callers, and
 * a reset for those that reach the instance.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
final class SecurityConfiguration {

	@Bean
	ReloadingAccessRules currentRules(AccessProperties properties) {
		return new ReloadingAccessRules(properties, Duration.ofSeconds(1));
	}

	@Bean
	CallersHealthIndicator callersHealthIndicator(ReloadingAccessRules rules) {
		return new CallersHealthIndicator(rules);
	}

	@Bean
	AuthenticationManager authenticationManager(AccessProperties properties, ReloadingAccessRules rules) {
		// Whoever of them knows the token; if nobody does, the last one's refusal stands
		return new ProviderManager(new ApiTokenAuthenticationProvider(rules),
				new JwtIssuerAuthenticationProvider(rules, properties.issuers()));
	}

	@Bean
	RequestRejectedHandler requestRejectedHandler(
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return (request, response, ex) -> {
			// The firewall stands before the filter that writes them elsewhere
			SecurityHeaders.API.forEach(response::setHeader);
			problems.resolveException(request, response, null, ex);
		};
	}

	/**
	 * Lets every method through to the chains, which know whether 401 or 405 is due.
	 */
	@Bean
	HttpFirewall httpFirewall() {
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setUnsafeAllowAnyHttpMethod(true);
		return firewall;
	}

	@Bean
	AuthenticationFailureLog strangerLog() {
		return new AuthenticationFailureLog();
	}

	@Bean
	UnauthenticatedEntryPoint strangers(AuthenticationFailureLog log,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return new UnauthenticatedEntryPoint(log, problems);
	}

	@Bean
	FilterRegistrationBean<SourceAddressFilter> sourceAddressFilter(AccessProperties properties) {
		FilterRegistrationBean<SourceAddressFilter> filter = new FilterRegistrationBean<>(
				new SourceAddressFilter(new TrustedProxies(properties.trustedProxies())));
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		filter.setEnabled(!properties.trustedProxies().isEmpty());
		return filter;
	}

	@Bean
	@Order(1)
	SecurityFilterChain actuatorChain(HttpSecurity http, UnauthenticatedEntryPoint strangers,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return ChainDefaults.hardenOpen(http.securityMatcher(EndpointRequest.toAnyEndpoint()), strangers, problems)
			.authorizeHttpRequests((requests) -> requests
				.requestMatchers(EndpointRequest.to(HealthEndpoint.class, InfoEndpoint.class, SbomEndpoint.class))
				.permitAll()
				.requestMatchers(EndpointRequest.to("prometheus"))
				.permitAll()
				.anyRequest()
				.denyAll())
			.build();
	}

	/**
	 * Without a bearer filter: a stale token must not close what is open to everybody.
	 */
	@Bean
	@Order(2)
	SecurityFilterChain publicChain(HttpSecurity http, UnauthenticatedEntryPoint strangers,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return ChainDefaults.hardenOpen(http.securityMatcher("/password-policy"), strangers, problems)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	@Bean
	@Order(3)
	@ConditionalOnBooleanProperty(name = "root-password.docs.enabled", matchIfMissing = true)
	SecurityFilterChain docsChain(HttpSecurity http, UnauthenticatedEntryPoint strangers,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return ChainDefaults
			.hardenPages(http.securityMatcher("/openapi.json", "/openapi.yaml", "/docs", "/docs/*"), strangers,
					problems)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	@Bean
	@Order(4)
	SecurityFilterChain callerChain(HttpSecurity http, AuthenticationManager authenticationManager,
			UnauthenticatedEntryPoint strangers,
			@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		return ChainDefaults.harden(http, strangers, problems)
			.addFilter(bearerTokenFilter(authenticationManager, strangers))
			.addFilterAfter(new TraceFilter(), AuthorizationFilter.class)
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers(HttpMethod.POST, "/instances/{instanceId}/root-password")
						.access(new CallerAccess(Action.RESET))
						.requestMatchers(HttpMethod.POST, "/instances/{instanceId}/root-password/validation")
						.access(new CallerAccess(Action.VALIDATE))
						// Any method: a HEAD tells as much as a GET
						.requestMatchers("/instances/{instanceId}/root-password/attempts")
						.access(new CallerAccess(Action.READ_HISTORY))
						.requestMatchers("/attempts/{attemptId}")
						.access(new CallerAccess(Action.READ_ATTEMPT))
						// Nothing else is mapped: callers get 404 or 405
						.anyRequest()
						.access(new CallerAccess(Action.OTHER)))
			.build();
	}

	/**
	 * The filter alone: {@code oauth2ResourceServer()} would also open a metadata
	 * endpoint to everybody, and throw where an issuer cannot be asked.
	 */
	private static BearerTokenAuthenticationFilter bearerTokenFilter(AuthenticationManager authenticationManager,
			UnauthenticatedEntryPoint strangers) {
		BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(authenticationManager);
		filter.setAuthenticationEntryPoint(strangers);
		filter.setAuthenticationFailureHandler(strangers);
		return filter;
	}

}
