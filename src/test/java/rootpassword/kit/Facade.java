package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.RootPasswordApplication;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program on random ports of 127.0.0.1, with an HTTP client: usually the whole
 * program, on a real database and with the provider stub.
 * <p>
 * Its callers: {@code portal} may reset {@code dds-*} and assert users, {@code batch} may
 * reset {@code dds-batch*}.
 */
public final class Facade implements AutoCloseable {

	public static final String PORTAL = "portal-token-0123456789";

	public static final String BATCH = "batch-token-0123456789";

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private final @Nullable Database database;

	private Facade(ConfigurableApplicationContext context, @Nullable Database database) {
		this.context = context;
		this.database = database;
	}

	public static Facade start(Database database, ProviderStub provider, String... properties) {
		return start(database, provider, RootPasswordApplication.class, properties);
	}

	public static Facade start(Database database, ProviderStub provider, Class<?> program, String... properties) {
		return start(program, database, Stream.concat(settings(provider), Arrays.stream(properties)));
	}

	/** As the command line does. */
	public static Facade startByMain(Database database, ProviderStub provider, String... properties) {
		String[] arguments = arguments(
				Stream.of(randomPorts(), properties(database, provider, properties)).flatMap(Function.identity()));
		return new Facade(SpringApplication.from(RootPasswordApplication::main).run(arguments).getApplicationContext(),
				database);
	}

	/** With other properties of the provider than the access key of the stub. */
	public static Facade startWith(Stream<String> provider, Database database) {
		return start(RootPasswordApplication.class, database, provider);
	}

	/** A program without a database and without callers. */
	public static Facade startWithoutDatabase(Class<?> program, Stream<String> properties) {
		return new Facade(
				new SpringApplicationBuilder(program).run(arguments(Stream.concat(randomPorts(), properties))), null);
	}

	private static Facade start(Class<?> program, Database database, Stream<String> properties) {
		String[] arguments = arguments(
				Stream.of(randomPorts(), callers(), Arrays.stream(database.properties()), properties)
					.flatMap(Function.identity()));
		return new Facade(new SpringApplicationBuilder(program).run(arguments), database);
	}

	/** With this environment instead of the real one, and no other settings. */
	public static Facade startIn(Map<String, Object> environment, Database database, String... arguments) {
		return new Facade(new SpringApplicationBuilder(RootPasswordApplication.class)
			.listeners(new ReplacedEnvironment(environment))
			.run(arguments), database);
	}

	static Stream<String> randomPorts() {
		return Stream.of("server.address=127.0.0.1", "server.port=0", "management.server.address=127.0.0.1",
				"management.server.port=0");
	}

	/** The properties of a whole program in another process. */
	public static Stream<String> properties(Database database, ProviderStub provider, String... others) {
		return Stream.of(Arrays.stream(database.properties()), settings(provider), callers(), Arrays.stream(others))
			.flatMap(Function.identity());
	}

	/** The properties of the callers. */
	public static Stream<String> callers() {
		return Stream.of("root-password.callers[0].name=portal",
				"root-password.callers[0].token-sha256=" + Tokens.sha256(PORTAL),
				"root-password.callers[0].instances=dds-*", "root-password.callers[0].may-assert-user=true",
				"root-password.callers[1].name=batch", "root-password.callers[1].token-sha256=" + Tokens.sha256(BATCH),
				"root-password.callers[1].instances=dds-batch*");
	}

	/** The properties of the provider stub. */
	public static Stream<String> settings(ProviderStub provider) {
		return provider.properties().entrySet().stream().map((entry) -> entry.getKey() + "=" + entry.getValue());
	}

	/**
	 * As arguments of the command line. The last value of a property counts.
	 */
	public static String[] arguments(Stream<String> properties) {
		Map<String, String> last = new LinkedHashMap<>();
		properties.forEach((property) -> last.put(property.substring(0, property.indexOf('=')), property));
		return last.values().stream().map((property) -> "--" + property).toArray(String[]::new);
	}

	/**
	 * Resets instances of its own until one is accepted, and lets the provider forget
	 * them.
	 */
	public Facade warmUp(ProviderStub provider) {
		FirstResets.awaitAccepted((instance) -> reset(instance, "Correct!Horse7"));
		provider.forget();
		return this;
	}

	/** Resets as the portal. */
	public Answer reset(String instance, String password) {
		return post("/instances/" + instance + "/root-password", PORTAL, body(password));
	}

	public Answer post(String path, String token, String body, String... headers) {
		return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)),
				Stream
					.concat(Stream.of("Authorization", "Bearer " + token, "Content-Type", "application/json"),
							Arrays.stream(headers))
					.toArray(String[]::new));
	}

	public Answer get(URI uri, String... headers) {
		return send(HttpRequest.newBuilder(uri), headers);
	}

	public Answer send(HttpRequest.Builder request, String... headers) {
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		try {
			HttpResponse<String> response = this.http.send(request.timeout(Duration.ofMinutes(1)).build(),
					HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.headers().map(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends bytes to the API, and returns all that comes back. */
	public String raw(String request) {
		return raw(uri("/"), request);
	}

	/** Sends bytes to the port of an address, and returns all that comes back. */
	public static String raw(URI uri, String request) {
		try (Socket socket = new Socket("127.0.0.1", uri.getPort())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + port("local.server.port") + path);
	}

	public URI managementUri(String path) {
		return URI.create("http://127.0.0.1:" + port("local.management.port") + path);
	}

	/** The trail, oldest first. */
	public List<Map<String, Object>> trail() {
		return trail("true");
	}

	public List<Map<String, Object>> trail(String condition) {
		return this.context.getBean(JdbcClient.class)
			.sql("select * from trail where " + condition + " order by seq")
			.query()
			.listOfRows();
	}

	public Database database() {
		return this.database;
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
		this.http.close();
		// Spring Boot keeps this property, which would change the log of the next program
		System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
	}

	public static String body(String password) {
		return JSON.writeValueAsString(Map.of("password", password));
	}

	private int port(String property) {
		return this.context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	/**
	 * The answer to a caller.
	 */
	public record Answer(int status, Map<String, List<String>> headers, String text) {

		public JsonNode json() {
			return JSON.readTree(this.text);
		}

		public String header(String name) {
			return this.headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of())
				.stream()
				.findFirst()
				.orElse(null);
		}

		/** The problem's slug. */
		public String slug() {
			return json().path("type").stringValue("").replace("urn:problem-type:root-password:", "");
		}

		public String outcome() {
			return json().path("outcome").stringValue("");
		}

	}

	/**
	 * Replaces the environment variables before the program reads one.
	 */
	private record ReplacedEnvironment(Map<String, Object> variables)
			implements
				ApplicationListener<ApplicationEnvironmentPreparedEvent>,
				Ordered {

		@Override
		public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
			String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
			event.getEnvironment()
				.getPropertySources()
				.replace(name, new SystemEnvironmentPropertySource(name, this.variables));
		}

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

	}

}
