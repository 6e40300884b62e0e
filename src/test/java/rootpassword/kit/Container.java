package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/**
 * The program in its image, on a real container engine. It uses the network of the host,
 * because the provider stub listens on loopback.
 */
public final class Container implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient http = HttpClient.newHttpClient();

	private final String id;

	private final String port;

	private Container(String id) {
		this.id = id;
		await().atMost(Duration.ofMinutes(2)).until(() -> {
			if (!"true".equals(inspect("{{.State.Running}}"))) {
				String log = log();
				docker("rm", "-v", this.id);
				throw new IllegalStateException("Not started:\n" + log);
			}
			return log().contains("Started RootPasswordApplication");
		});
		Matcher started = PORT.matcher(log());
		// The first port is of the API, the second of management
		this.port = started.find() ? started.group(1) : "";
	}

	/**
	 * Starts the image.
	 * @param options of {@code docker run}, before those that a test needs
	 */
	public static Container start(String image, Stream<String> options) {
		return new Container(docker(Stream
			.of(Stream.of("run", "-d", "--network", "host"), options,
					Facade.randomPorts().flatMap((property) -> Stream.of("-e", variable(property))), Stream.of(image))
			.flatMap(Function.identity())
			.toArray(String[]::new)));
	}

	/** The environment variable of a property, as Spring Boot names it. */
	private static String variable(String property) {
		int end = property.indexOf('=');
		return property.substring(0, end).replace('.', '_').toUpperCase(Locale.ROOT) + property.substring(end);
	}

	/** Runs a command of the engine, which must succeed. */
	public static String docker(String... arguments) {
		try {
			Process process = new ProcessBuilder(Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList())
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes()).strip();
			if (process.waitFor() != 0) {
				throw new IllegalStateException("docker " + arguments[0] + ": " + output);
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Resets as the portal. */
	public Facade.Answer reset(String instance, String password) throws Exception {
		HttpResponse<String> response = this.http.send(HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/instances/" + instance + "/root-password"))
			.POST(HttpRequest.BodyPublishers.ofString(Facade.body(password)))
			.headers("Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json")
			.build(), HttpResponse.BodyHandlers.ofString());
		return new Facade.Answer(response.statusCode(), response.headers().map(), response.body());
	}

	public String inspect(String format) {
		return docker("inspect", "-f", format, this.id);
	}

	public String log() {
		return docker("logs", this.id);
	}

	/** Runs another class of the program in the container. */
	public String run(String type, String... arguments) {
		return docker(Stream
			.concat(Stream.of("exec", this.id, "java", "-cp", "/app/root-password.jar", type), Stream.of(arguments))
			.toArray(String[]::new));
	}

	/** Stops the container (SIGTERM), and returns the time it took. */
	public Duration terminate() {
		long start = System.nanoTime();
		docker("stop", "-t", "30", this.id);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	public String address() {
		return "http://127.0.0.1:" + this.port;
	}

	@Override
	public void close() {
		docker("rm", "-f", "-v", this.id);
		this.http.close();
	}

}
