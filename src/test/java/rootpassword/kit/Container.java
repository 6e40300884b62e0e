package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import rootpassword.kit.database.EvidenceKey;

import static org.awaitility.Awaitility.await;

/**
 * The program in its image, on a real container engine, with a read-only file system. It
 * uses the network of the host, because the provider stub listens on loopback.
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
				throw new IllegalStateException("Not started:\n" + log());
			}
			return log().contains("Started RootPasswordApplication");
		});
		Matcher started = PORT.matcher(log());
		// The first port is of the API, the second of management
		this.port = started.find() ? started.group(1) : "";
	}

	/** Starts the image with these properties in its environment. */
	public static Container start(String image, Stream<String> properties) {
		List<String> command = new ArrayList<>(List.of("run", "-d", "--read-only", "--tmpfs", "/tmp", "--network",
				"host", "--cap-drop", "ALL", "-v", "/data", "--memory", "512m", "-v", mountedKey()));
		Stream.concat(Facade.randomPorts(), properties)
			.forEach((property) -> command.addAll(List.of("-e", variable(property))));
		command.add(image);
		return new Container(docker(command.toArray(String[]::new)));
	}

	/** The key of the tests, for the user of the image. */
	private static String mountedKey() {
		Path key = EvidenceKey.file();
		try {
			Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return key + ":" + key + ":ro";
	}

	/** The environment variable of a property, as Spring Boot names it. */
	private static String variable(String property) {
		String name = property.substring(0, property.indexOf('='));
		return (name.contains(".") ? name.replaceAll("[.\\[]", "_").replaceAll("[]-]", "").toUpperCase(Locale.ROOT)
				: name) + property.substring(name.length());
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
			.concat(Stream.of("exec", "-e", "JDK_JAVA_OPTIONS=", this.id, "java", "-cp", "/app/root-password.jar",
					type), Stream.of(arguments))
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
