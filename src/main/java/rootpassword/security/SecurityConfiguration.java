package rootpassword.security;

import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.actuate.sbom.SbomEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatchers;
import org.springframework.web.servlet.HandlerExceptionResolver;
import rootpassword.http.RequestContext.Action;
import rootpassword.http.SecurityHeaders;

/**
 * Authentication and authorization. Probes, password rules and documentation are public;
 * everything else needs a caller with an access rule.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
final class SecurityConfiguration {

	/** For Swagger UI: only files and endpoints of this service, and inline icons. */
	private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private final ChainDefaults defaults;

	SecurityConfiguration(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
		this.defaults = new ChainDefaults(problems);
	}

	/** Its health indicator has the same name. */
	@Bean
	ReloadingAccessRules callers(AccessProperties properties) {
		return new ReloadingAccessRules(properties);
	}

	@Bean
	AuthenticationManager authenticationManager(AccessProperties properties, ReloadingAccessRules rules) {
		return new TokenAuthenticator(rules, properties.issuers());
	}

	@Bean
	RequestRejectedHandler requestRejectedHandler() {
		return (request, response, ex) -> {
			// The firewall runs before the filter that normally sets these headers
			SecurityHeaders.API.forEach(response::setHeader);
			this.defaults.problems().resolveException(request, response, null, ex);
		};
	}

	/** A firewall that accepts all methods: the chains decide between 401 and 405. */
	@Bean
	HttpFirewall httpFirewall() {
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setUnsafeAllowAnyHttpMethod(true);
		return firewall;
	}

	/** A span per filter would cost more than the filter. */
	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	@Bean
	SourceAddressFilter sourceAddressFilter(AccessProperties properties) {
		return new SourceAddressFilter(properties.trustedProxies());
	}

	@Bean
	@Order(1)
	SecurityFilterChain actuatorChain(HttpSecurity http) {
		return this.defaults.open(http.securityMatcher(EndpointRequest.toAnyEndpoint()))
			.authorizeHttpRequests((requests) -> requests
				.requestMatchers(EndpointRequest.to(HealthEndpoint.class, InfoEndpoint.class, SbomEndpoint.class),
						EndpointRequest.to("prometheus"))
				.permitAll()
				.anyRequest()
				.denyAll())
			.build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain publicChain(HttpSecurity http) {
		return openToAll(http.securityMatcher("/password-policy")).build();
	}

	@Bean
	@Order(3)
	@ConditionalOnBooleanProperty(name = "root-password.docs.enabled", matchIfMissing = true)
	SecurityFilterChain docsChain(HttpSecurity http) {
		return openToAll(http.securityMatcher("/openapi.json", "/openapi.yaml", "/docs", "/docs/*"))
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(PAGE_POLICY)))
			.build();
	}

	private HttpSecurity openToAll(HttpSecurity http) {
		return this.defaults.open(http).authorizeHttpRequests((requests) -> requests.anyRequest().permitAll());
	}

	/** Leads a browser that opens the bare address to Swagger UI. */
	@Bean
	@Order(4)
	@ConditionalOnBooleanProperty(name = "root-password.docs.enabled", matchIfMissing = true)
	SecurityFilterChain startPageChain(HttpSecurity http) {
		MediaTypeRequestMatcher html = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);
		html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
		RequestMatcher bareAddress = RequestMatchers.anyOf(PathPatternRequestMatcher.pathPattern(HttpMethod.GET, "/"),
				PathPatternRequestMatcher.pathPattern(HttpMethod.HEAD, "/"));
		return openToAll(http.securityMatcher(RequestMatchers.allOf(bareAddress, html)))
			.addFilterAfter((request, response, chain) -> {
				HttpServletResponse redirect = (HttpServletResponse) response;
				redirect.setStatus(HttpServletResponse.SC_SEE_OTHER);
				// Relative, so that it holds behind a proxy that serves another path
				redirect.setHeader(HttpHeaders.LOCATION, "docs");
			}, AuthorizationFilter.class)
			.build();
	}

	@Bean
	@Order(5)
	SecurityFilterChain callerChain(HttpSecurity http, AuthenticationManager authenticator) {
		return this.defaults.authenticated(http, authenticator)
			.authorizeHttpRequests((requests) -> requests
				// The problem of a request that Tomcat aborted, for any client
				.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(HttpMethod.POST, "/instances/{instanceId}/root-password")
				.access(new CallerAccess(Action.RESET))
				.requestMatchers(HttpMethod.POST, "/instances/{instanceId}/root-password/validation")
				.access(new CallerAccess(Action.VALIDATE))
				// All methods: a HEAD response reveals as much as a GET response
				.requestMatchers("/instances/{instanceId}/root-password/attempts")
				.access(new CallerAccess(Action.READ_HISTORY))
				.requestMatchers("/attempts/{attemptId}", "/attempts/{attemptId}/proof")
				.access(new CallerAccess(Action.READ_ATTEMPT))
				.requestMatchers("/evidence/checkpoint", "/evidence/verifier-key")
				.access(new CallerAccess(Action.READ_EVIDENCE))
				.requestMatchers("/trail")
				.access(new CallerAccess(Action.READ_TRAIL))
				// No handler is left: callers get 404 or 405
				.anyRequest()
				.access(new CallerAccess(Action.OTHER)))
			.build();
	}

}
