package rootpassword.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packaged jar in its own process, which a test can kill.
 */
public final class JarProcess implements AutoCloseable {

	static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	static final Path PACKAGED = Path.of("target/root-password.jar").toAbsolutePath();

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Pattern READY = Pattern.compile("Started RootPasswordApplication");

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private final CompletableFuture<Integer> managementPort = new CompletableFuture<>();

	private final Process process;

	private JarProcess(Process process) {
		this.process = process;
		Thread.ofPlatform().daemon().start(this::readLog);
	}

	/** Starts the extracted jar with these properties, and returns once it is ready. */
	public static JarProcess start(Path workingDirectory, Stream<String> properties) {
		return start(workingDirectory, List.of(), properties);
	}

	/** Starts the extracted jar with more options of the JVM. */
	public static JarProcess start(Path workingDirectory, List<String> options, Stream<String> properties) {
		return start(ExtractedJar.PATH, workingDirectory,
				Stream.concat(options.stream(), Stream.of("-XX:SharedArchiveFile=" + ExtractedJar.CLASSES)),
				properties);
	}

	/** Starts the jar as it is, which takes twice the CPU time. */
	public static JarProcess startPackaged(Path workingDirectory, List<String> options, Stream<String> properties) {
		return start(PACKAGED, workingDirectory, options.stream(), properties);
	}

	static JarProcess start(Path file, Path workingDirectory, Stream<String> options, Stream<String> properties) {
		List<String> command = Stream.of(
				// The first compiler: faster to start, and tests run it only briefly
				Stream.of(JAVA, "-Xmx192m", "-XX:TieredStopAtLevel=1"), options, Stream.of("-jar", file.toString()),
				Arrays.stream(Facade.arguments(Stream.concat(Facade.randomPorts(), properties))))
			.flatMap(Function.identity())
			.toList();
		return start(new ProcessBuilder(command).directory(workingDirectory.toFile()));
	}

	/**
	 * Starts the extracted jar as the image does, with this environment and no other
	 * variables.
	 * @param options of the JVM
	 */
	public static JarProcess startIn(Map<String, String> environment, Path workingDirectory, List<String> options) {
		ProcessBuilder builder = new ProcessBuilder(Stream
			.of(Stream.of(JAVA), options.stream(), Stream.of("-jar", ExtractedJar.PATH.toString()),
					Arrays.stream(Facade.arguments(Facade.randomPorts())))
			.flatMap(Function.identity())
			.toList()).directory(workingDirectory.toFile());
		builder.environment().clear();
		builder.environment().putAll(environment);
		return start(builder);
	}

	private static JarProcess start(ProcessBuilder builder) {
		try {
			JarProcess jar = new JarProcess(builder.redirectErrorStream(true).start());
			try {
				jar.port.get(2, TimeUnit.MINUTES);
			}
			catch (Exception ex) {
				jar.kill();
				throw new IllegalStateException("Not started:\n" + String.join("\n", jar.log), ex);
			}
			return jar;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Resets as the portal.
	 * @throws UncheckedIOException if the process ends before it has answered
	 */
	public Facade.Answer reset(String instance, String password, String... headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(
					URI.create("http://127.0.0.1:" + this.port.join() + "/instances/" + instance + "/root-password"))
			.timeout(Duration.ofSeconds(30))
			.POST(HttpRequest.BodyPublishers.ofString(Facade.body(password)))
			.headers("Authorization", "Bearer " + Facade.PORTAL, "Content-Type", "application/json");
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			HttpResponse<String> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
			return new Facade.Answer(response.statusCode(), response.headers().map(), response.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public int port() {
		return this.port.join();
	}

	public int managementPort() {
		return this.managementPort.join();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/** Runs the JDK's {@code jcmd} on it. */
	public void jcmd(String... command) {
		run(Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				String.valueOf(this.process.pid())), Stream.of(command)));
	}

	/** Freezes the process (SIGSTOP), as a hypervisor pauses a machine. */
	public void freeze() {
		signal("STOP");
	}

	/** Continues a frozen process (SIGCONT). */
	public void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		run(Stream.of("kill", "-" + name, String.valueOf(this.process.pid())));
	}

	static void run(Stream<String> command) {
		try {
			new ProcessBuilder(command.toList()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Kills the process (SIGKILL). */
	public void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/** Stops the process (SIGTERM), and returns the time it took. */
	public Duration terminate() {
		long start = System.nanoTime();
		// Process.destroy would also close the output
		this.process.toHandle().destroy();
		this.process.onExit().join();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	public List<String> log() {
		return this.log;
	}

	@Override
	public void close() {
		kill();
		this.http.close();
	}

	private void readLog() {
		try (BufferedReader reader = this.process.inputReader()) {
			List<Integer> ports = new ArrayList<>();
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.log.add(line);
				Matcher started = PORT.matcher(line);
				// The first port is of the API, the second of management
				if (started.find()) {
					ports.add(Integer.valueOf(started.group(1)));
				}
				if (READY.matcher(line).find()) {
					this.managementPort.complete(ports.get(1));
					this.port.complete(ports.get(0));
				}
			}
		}
		catch (IOException ex) {
			this.log.add(ex.toString());
		}
		this.port.completeExceptionally(new IllegalStateException("Ended"));
	}

}
