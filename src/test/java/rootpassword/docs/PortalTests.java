package rootpassword.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.tomakehurst.wiremock.http.Fault;
import generated.client.ApiClient;
import generated.client.ApiException;
import generated.client.ApiResponse;
import generated.client.HistoryApi;
import generated.client.PolicyApi;
import generated.client.ResetApi;
import generated.client.model.Accepted;
import generated.client.model.Problem;
import generated.client.model.Reset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import rootpassword.kit.ApiDocument;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.PathPrefix;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The parts for developers of a portal: the document, Swagger UI, a generated client and
 * the program of the guide.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class PortalTests {

	/** What the page loads, and the document that its script names. */
	private static final Pattern FILE = Pattern.compile("(?:href=\"|src=\"|\\burl: ')(?!data:)([^\"']+)");

	private final ProviderStub provider = ProviderStub.start();

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) {
		this.facade = Facade.start(Database.h2In(directory), this.provider).warmUp(this.provider);
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
	}

	@Test
	void documentsExactlyTheMappedOperations() {
		Set<String> mapped = new TreeSet<>();
		this.facade.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, handler) -> {
			if (handler.getBeanType().getPackageName().startsWith("rootpassword")) {
				mapping.getPatternValues()
					.forEach((path) -> mapping.getMethodsCondition()
						.getMethods()
						.forEach((method) -> mapped.add(method + " " + path)));
			}
		});
		// The document does not document itself
		mapped.removeIf((operation) -> operation.matches("GET /(docs|openapi).*"));
		assertThat(new ApiDocument(get("/openapi.json").json()).operations()).isEqualTo(mapped);
	}

	@ParameterizedTest
	@CsvSource({ "/openapi.json,application/json", "/openapi.yaml,application/yaml", "/docs,text/html;charset=UTF-8",
			"/docs/docs.js,text/javascript;charset=UTF-8", "/docs/docs.css,text/css;charset=UTF-8",
			"/docs/swagger-ui-bundle.js,text/javascript;charset=UTF-8", "/docs/swagger-ui.css,text/css;charset=UTF-8" })
	void isOpenToEverybodyAndCached(String path, String type) {
		Answer answer = get(path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).isEqualTo(type);
		assertThat(answer.header("Cache-Control")).isEqualTo("max-age=300, public");
		assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(answer.header("Content-Security-Policy"))
			.isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
					+ "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
		Answer again = this.facade.get(this.facade.uri(path), "If-None-Match", answer.header("ETag"), "Authorization",
				"Bearer stale");
		assertThat(again.status()).isEqualTo(304);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/docs/", "/docs/index.html", "/docs/swagger-initializer.js", "/docs/a/b", "/openapi",
			"/webjars/swagger-ui/5.34.1/index.html" })
	void servesNoOtherFilesOfTheLibrary(String path) {
		assertThat(get(path).status()).isIn(401, 404);
		assertThat(this.facade.get(this.facade.uri(path), "Authorization", "Bearer " + Facade.PORTAL).status())
			.isEqualTo(404);
	}

	@Test
	void hasAPageWithoutAnythingInlineOrFromElsewhere() {
		assertThat(get("/docs").text()).doesNotContainPattern("<script>|<style|style=|onload|https?://");
		assertThat(get("/docs/docs.js").text()).doesNotContainPattern("https?://");
	}

	@Test
	void isWholeBehindAPathPrefix() {
		try (PathPrefix proxy = PathPrefix.before(this.facade.uri(""))) {
			URI start = proxy.uri("/");
			URI page = start.resolve(this.facade.get(start, "Accept", "text/html").header("Location"));
			Matcher files = FILE
				.matcher(this.facade.get(page).text() + this.facade.get(proxy.uri("/docs/docs.js")).text());
			List<URI> found = files.results().map((file) -> page.resolve(file.group(1))).toList();
			assertThat(found).hasSize(5)
				.contains(proxy.uri("/openapi.json"))
				.allSatisfy((file) -> assertThat(this.facade.get(file).status()).isEqualTo(200));
			URI document = proxy.uri("/openapi.json");
			URI server = document.resolve(this.facade.get(document).json().at("/servers/0/url").stringValue());
			assertThat(this.facade.get(server.resolve("password-policy")).status()).as("%s", server).isEqualTo(200);
		}
	}

	@Test
	void showsAFormThatAsksOnlyItsOwnServer() throws IOException {
		assertThat(this.facade.get(this.facade.uri("/password-policy"), "Origin", "https://portal.example").headers())
			.doesNotContainKey("access-control-allow-origin");
		assertThat(Files.readString(Path.of("docs/PORTAL.md"))).contains("Form->>Portal")
			.doesNotContain("Form->>Service");
	}

	@Test
	void isNotThereWhereItIsSwitchedOff(@TempDir Path directory) {
		try (Facade closed = Facade.start(Database.h2In(directory), this.provider,
				"root-password.docs.enabled=false")) {
			for (String path : new String[] { "/openapi.json", "/openapi.yaml", "/docs", "/docs/docs.js" }) {
				assertThat(closed.get(closed.uri(path)).status()).isEqualTo(401);
				Answer answer = closed.get(closed.uri(path), "Authorization", "Bearer " + Facade.PORTAL);
				assertThat(answer.status()).isEqualTo(404);
				assertThat(answer.slug()).isEqualTo("not-found");
			}
			assertThat(closed.get(closed.uri("/"), "Accept", "text/html").status()).isEqualTo(401);
		}
	}

	@Test
	void isCalledByAGeneratedClient() throws ApiException {
		ApiClient client = new ApiClient();
		client.updateBaseUri(this.facade.uri("").toString());
		client.setRequestInterceptor((request) -> request.header("Authorization", "Bearer " + Facade.PORTAL));
		ResetApi resets = new ResetApi(client);
		Reset reset = new Reset().password("Correct!Horse7").reason("generated");
		assertThat(reset.getPassword()).matches(new PolicyApi(client).getPasswordPolicy(null, null).getPattern());
		assertThat(resets.validateRootPassword("dds-client1", reset, null, null, "en").getOutcome().toString())
			.isEqualTo("acceptable");

		ApiResponse<Accepted> accepted = resets.resetRootPasswordWithHttpInfo("dds-client1", reset, "\"k 1\"", "alice",
				"en");
		assertThat(accepted.getData().getOutcome().toString()).isEqualTo("accepted");
		assertThat(accepted.getData().getRequestId()).isNotBlank();
		assertThat(accepted.getHeaders()).doesNotContainKey("idempotent-replayed");

		ApiResponse<Accepted> replayed = resets.resetRootPasswordWithHttpInfo("dds-client1", reset, "\"k 1\"", "alice",
				"en");
		assertThat(replayed.getData()).isEqualTo(accepted.getData());
		assertThat(replayed.getHeaders()).containsKey("idempotent-replayed");
		assertThat(this.provider.resets("dds-client1")).hasSize(1);

		ApiException refused = catchThrowableOfType(ApiException.class,
				() -> resets.resetRootPassword("dds-client1", new Reset().password("short"), null, null, "zh-CN"));
		assertThat(refused.getCode()).isEqualTo(400);
		Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
		assertThat(problem.getType()).isEqualTo("urn:problem-type:root-password:password-policy");
		assertThat(problem.getTitle()).isEqualTo("密码不符合规则");
		assertThat(problem.getErrors()).hasSize(2);

		assertThat(new HistoryApi(client).getAttempt(accepted.getData().getAttemptId(), null).getReason())
			.isEqualTo("generated");
	}

	@Test
	void runsTheProgramOfTheGuide() throws Exception {
		// The first call is accepted, but its answer is lost
		this.provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
		assertThat(guide("Correct!\"Horse\\7"))
			.isEqualToIgnoringNewLines("unconfirmed, asking again in 1 s\naccepted: \n");
		assertThat(this.provider.resets("dds-guide1")).hasSize(2);
		assertThat(guide("short")).isEqualToIgnoringNewLines(
				"rejected: The password does not follow the rules. This request changed nothing.\n");
	}

	private String guide(String password) throws IOException, InterruptedException {
		ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"docs/examples/Portal.java", this.facade.uri("").toString(), "dds-guide1")
			.redirectErrorStream(true);
		java.environment().put("TOKEN", Facade.PORTAL);
		java.environment().put("NEW_PASSWORD", password);
		java.environment().remove("JAVA_TOOL_OPTIONS");
		Process running = java.start();
		String output = new String(running.getInputStream().readAllBytes());
		assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
		return output;
	}

	private Answer get(String path) {
		return this.facade.get(this.facade.uri(path));
	}

}
