package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A measured program: a jar in a process of its own.
 */
final class Program implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(2);

	private final Process process;

	private final int port;

	private final double startMillis;

	private Program(Process process, int port, double startMillis) {
		this.process = process;
		this.port = port;
		this.startMillis = startMillis;
	}

	/**
	 * Starts the jar and waits until it has accepted a reset.
	 * @param directory working directory; receives the output as {@code log}
	 */
	static Program start(Path jar, Path directory, List<String> jvmOptions, Map<String, String> environment)
			throws IOException, InterruptedException {
		int port = freePort();
		List<String> command = new ArrayList<>(jvmOptions);
		command.addFirst(Machine.java("java"));
		command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
		Path log = directory.resolve("log");
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().putAll(environment);
		builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
		builder.environment().put("SERVER_PORT", String.valueOf(port));
		long begin = System.nanoTime();
		Process process = builder.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		while (!accepts(port)) {
			if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
				process.destroyForcibly();
				List<String> lines = Files.readAllLines(log);
				throw new IllegalStateException(jar + " did not start:\n"
						+ String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())));
			}
			Thread.sleep(10);
		}
		return new Program(process, port, (System.nanoTime() - begin) / 1e6);
	}

	private static boolean accepts(int port) {
		try (ResetClient client = new ResetClient(port, "dds-start", false)) {
			return client.reset() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.process.pid();
	}

	/** From the start of the process to the first accepted reset. */
	double startMillis() {
		return this.startMillis;
	}

	/** User and system time so far; on Linux from {@code /proc/<pid>/stat}. */
	Duration cpu() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/** Resident memory in MiB. */
	double rss() throws IOException {
		try (var lines = Files.lines(Path.of("/proc/" + this.process.pid() + "/status"))) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.sum() / 1024.0;
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
		}
	}

}
