package rootpassword.security;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.Tokens;
import rootpassword.reset.command.Actor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Defaults of the filter chain: headers of every answer, and refused requests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainDefaultsTests {

	private static final String PORTAL = "portal-token-0123456789";

	private static final String POWERLESS = "powerless-token-0123456789";

	/** Handlers without authentication. */
	private static final Set<String> OPEN = Set.of("/password-policy", "/openapi.json", "/openapi.yaml", "/docs",
			"/docs/docs.js", "/docs/docs.css", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css");

	/** Other statuses than 403, for a caller without instances. */
	private static final Map<String, Integer> FOR_THE_POWERLESS = Map.of("/attempts/{attemptId}", 404,
			"/attempts/{attemptId}/proof", 404, "/evidence/checkpoint", 200, "/evidence/verifier-key", 200);

	private SecurityFixture facade;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("callers.yaml"), """
				callers:
				- name: portal
				  token-sha256: %s
				  instances: "dds-*"
				  scopes: [ reset, audit ]
				- name: powerless
				  token-sha256: %s
				  scopes: [ reset, audit ]
				""".formatted(Tokens.sha256(PORTAL), Tokens.sha256(POWERLESS)));
		this.facade = SecurityFixture.start("root-password.callers-file=" + file,
				"spring.main.cloud-platform=kubernetes", "root-password.trusted-proxies=192.0.2.0/24");
	}

	@AfterAll
	void stop() {
		this.facade.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "200", "401", "403", "404" })
	void sendsSecurityHeaders(String status) {
		Answer answer = switch (status) {
			case "200" -> this.facade.reset("dds-a", PORTAL);
			case "401" -> this.facade.reset("dds-a", "");
			case "403" -> this.facade.reset("dds-a", POWERLESS);
			default -> send("GET", "/nowhere", "Authorization", "Bearer " + PORTAL);
		};
		assertThat(answer.status()).hasToString(status);
		assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
		assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
		assertThat(header(answer, "Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
		assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(answer.headers()).doesNotContainKeys("server", "x-powered-by", "set-cookie",
				"strict-transport-security", "access-control-allow-origin");
		this.facade.trail();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /% HTTP/1.1", "GET /a%2fb HTTP/1.1", "GET /a%00 HTTP/1.1", "GET /a\\b HTTP/1.1",
			"GET //a HTTP/1.1", "GET /a;b HTTP/1.1", "GET /%2e%2e/a HTTP/1.1", "GET /../a HTTP/1.1", "FOO /a HTTP/1.1",
			"F@O /a HTTP/1.1", "GET /<a> HTTP/1.1", "GET /a HTTP/9.9", "GET /a HTTP/1.1\r\nHost: b",
			"GET /a HTTP/1.1\r\nX-No-Colon", "GET /a HTTP/1.1\r\nX-Space : canary", "GET /a HTTP/1.1\r\nX-Nul: \0",
			"POST /a HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked",
			"POST /a HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4", "POST /a HTTP/1.1\r\nContent-Length: -1",
			"POST /a HTTP/1.1\r\nTransfer-Encoding: canary", "GET /a HTTP/1.1\r\nExpect: canary", "flood" })
	void sendsSecurityHeadersWhenTomcatRefusesARequest(String start) {
		String head = start.equals("flood") ? "GET /a HTTP/1.1\r\nX-Flood: " + "g".repeat(9000) : start;
		for (URI port : List.of(this.facade.uri("/"), this.facade.managementUri("/"))) {
			String answer = Facade.raw(port,
					head + "\r\nHost: a\r\nX-Canary: canary\r\nConnection: close\r\n\r\n0\r\n\r\n");
			assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*")
				.contains("\r\nX-Content-Type-Options: nosniff\r\n", "\r\nX-Frame-Options: DENY\r\n",
						"\r\nCache-Control: no-store\r\n", "\r\nReferrer-Policy: no-referrer\r\n",
						"\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
						"\r\nContent-Type: application/problem+json")
				.doesNotContain("canary", "<html", "gggg")
				.doesNotContainIgnoringCase("\r\nserver:");
		}
	}

	@Test
	void refusesAnUnknownTransferCodingAsInvalid() {
		assertThat(Facade.raw(this.facade.uri("/"),
				"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: canary\r\nConnection: close\r\n\r\n0\r\n\r\n"))
			.startsWith("HTTP/1.1 400 ")
			.contains("invalid-request");
	}

	@Test
	void refusesOtherOrigins() {
		Answer preflight = send("OPTIONS", "/instances/dds-a/root-password", "Origin", "https://evil.example.com",
				"Access-Control-Request-Method", "POST");
		assertThat(preflight.status()).isEqualTo(401);
		assertThat(preflight.headers().keySet()).noneMatch((name) -> name.startsWith("access-control"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRACE", "CONNECT", "FOO", "PROPFIND" })
	void refusesOddMethodsWithAProblem(String method) {
		String answer = Facade.raw(this.facade.uri("/"),
				method + " /instances/dds-a/root-password HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + PORTAL
						+ "\r\nX-Canary: canary\r\nConnection: close\r\n\r\n");
		assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*")
			.containsIgnoringCase("content-type: application/problem+json")
			.doesNotContain("canary", "<html")
			.doesNotContainIgnoringCase("\r\nserver:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD" })
	void leadsABrowserToTheDocumentation(String method) {
		Answer answer = send(method, "/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
		assertThat(answer.status()).isEqualTo(303);
		assertThat(header(answer, "Location")).isEqualTo("docs");
		assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
		assertThat(header(answer, "Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
		assertThat(answer.text()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "POST,/,text/html", "OPTIONS,/,text/html", "GET,/,*/*", "GET,/,application/json",
			"GET,/nowhere,text/html", "GET,/attempts/1,text/html", "GET,/?a=/docs,application/json" })
	void opensNothingElseToABrowser(String method, String path, String accept) {
		assertThat(send(method, path, "Accept", accept).status()).isEqualTo(401);
		assertThat(send(method, path, "Accept", accept).headers()).doesNotContainKey("location");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/.well-known/oauth-protected-resource", "/.well-known/openid-configuration", "/error",
			"/login", "/logout", "/actuator", "/actuator/health", "/favicon.ico", "/" })
	void answers401WithoutAToken(String path) {
		assertThat(send("GET", path).status()).isEqualTo(401);
	}

	Stream<RequestMappingInfo> mappings() {
		return this.facade.context()
			.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
			.getHandlerMethods()
			.entrySet()
			.stream()
			.filter((handler) -> handler.getValue().getBeanType().getPackageName().startsWith("rootpassword"))
			.map((handler) -> handler.getKey());
	}

	@ParameterizedTest
	@MethodSource("mappings")
	void hasAnAccessRuleForEveryHandler(RequestMappingInfo mapping) {
		for (String pattern : mapping.getPatternValues()) {
			String path = pattern.replace("{instanceId}", "dds-a").replaceAll("\\{[^}]*}", "0");
			for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
				if (!OPEN.contains(pattern)) {
					assertThat(send(method.name(), path).status()).as("%s for strangers", mapping).isEqualTo(401);
					assertThat(send(method.name(), path, "Authorization", "Bearer " + POWERLESS).status())
						.as("%s for callers that reach nothing", mapping)
						.isEqualTo(FOR_THE_POWERLESS.getOrDefault(pattern, 403));
				}
			}
		}
		this.facade.trail();
	}

	@Test
	void answersThePolicyToEveryCaller() {
		assertThat(send("GET", "/password-policy").status()).isEqualTo(200);
		assertThat(send("GET", "/password-policy", "Authorization", "Bearer stale").status()).isEqualTo(200);
		assertThat(send("GET", "/password-policy/x").status()).isEqualTo(401);
	}

	@Test
	void ignoresForwardedAddressesOfOtherPeers() {
		this.facade.trail();
		this.facade.reset("dds-a", PORTAL, "X-Forwarded-For", "203.0.113.5", "Forwarded", "for=203.0.113.5");
		assertThat(this.facade.trail()).extracting(Actor::sourceAddress).containsExactly("127.0.0.1");
	}

	@Test
	void usesForwardedAddressesOfTrustedProxies() {
		try (SecurityFixture behind = SecurityFixture.start("root-password.trusted-proxies=127.0.0.0/8",
				"root-password.callers[0].name=portal",
				"root-password.callers[0].token-sha256=" + Tokens.sha256(PORTAL),
				"root-password.callers[0].instances=dds-*")) {
			behind.reset("dds-a", PORTAL, "X-Forwarded-For", "1.2.3.4, 203.0.113.5");
			behind.reset("rds-x", PORTAL, "Forwarded", "for=1.2.3.4, for=203.0.113.6");
			assertThat(behind.trail()).extracting(Actor::sourceAddress).containsExactly("203.0.113.5", "203.0.113.6");
		}
	}

	@Test
	void healthShowsTheCallersFile() {
		Answer health = this.facade.send(HttpRequest.newBuilder(this.facade.managementUri("/actuator/health/access")));
		assertThat(health.text()).contains("\"callers\":{\"details\":{\"rules\":2},\"status\":\"UP\"}");
		Answer readiness = this.facade
			.send(HttpRequest.newBuilder(this.facade.managementUri("/actuator/health/readiness")));
		assertThat(readiness.status()).isEqualTo(200);
		assertThat(readiness.text()).doesNotContain("callers");
	}

	private Answer send(String method, String path, String... headers) {
		return this.facade.send(
				HttpRequest.newBuilder(this.facade.uri(path)).method(method, HttpRequest.BodyPublishers.noBody()),
				headers);
	}

	private static String header(Answer answer, String name) {
		return String.join("|", answer.headers().getOrDefault(name, List.of()));
	}

}
