package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the product beside the hand-made peer. Both run at the same time on one
 * PostgreSQL and take every step in turn, so that a change of the machine's speed meets
 * both.
 */
final class Bench implements AutoCloseable {

	static final String PRODUCT = "product";

	static final String PEER = "hand-made";

	private static final Duration SECOND = Duration.ofSeconds(1);

	/** In it the JVM compiles the hot methods. Only failures are reported. */
	private static final Step COLD = new Step("64 clients, cold JVM", 64);

	private static final double MIN_STAND_IN_RATE = 5000;

	private final Options options;

	private final Path directory = Files.createTempDirectory("bench");

	private final Provider provider = new Provider();

	/** That of the target that hangs. */
	private final Provider hanging = new Provider();

	private final Report report = new Report();

	private final Postgres postgres;

	private long failed;

	private Bench(Options options) throws IOException, SQLException {
		this.options = options;
		Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp));
		this.postgres = new Postgres(this.directory);
	}

	public static void main(String[] args) throws Exception {
		Locale.setDefault(Locale.ROOT);
		Options options = Options.of(args);
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
		long failed;
		try (Bench bench = new Bench(options)) {
			failed = options.profile() ? bench.profile() : options.hanging() ? bench.hanging() : bench.measure();
		}
		// A smoke run is a test
		System.exit((options.smoke() && failed > 0) ? 1 : 0);
	}

	private long measure() throws Exception {
		Load.Sample alone = Load.run(new Step("", 64), this.provider.port(), this.options.warmUp(),
				this.options.measured(), () -> Duration.ZERO, () -> Duration.ZERO);
		System.out.printf("provider stand-in alone: %s%n", alone);
		if (alone.perSecond() < MIN_STAND_IN_RATE) {
			System.err.println("The provider stand-in or the load generator is too slow: the machine is busy");
		}
		for (int round = 1; round <= this.options.rounds(); round++) {
			round(round);
		}
		String about = Machine.describe(this.options, this.postgres.version(), alone.perSecond());
		String table = this.report.markdown(about);
		System.out.println(table);
		if (!this.options.smoke()) {
			Report.write(Path.of("docs/BENCHMARKS.md"), table);
			Files.writeString(Path.of("docs/benchmarks.svg"), this.report.svg());
		}
		return this.failed;
	}

	private void round(int round) throws Exception {
		// The order changes every round: the first program after a pause has it easier
		List<String> names = (round % 2 == 1) ? List.of(PRODUCT, PEER) : List.of(PEER, PRODUCT);
		Map<String, Program> programs = new LinkedHashMap<>();
		try {
			for (String name : names) {
				Program program = start(name, round, this.options.jvm());
				programs.put(name, program);
				this.report.add("start to first accepted reset", "ms", name, program.startMillis());
				Thread.sleep(this.options.warmUp());
				this.report.add("memory (RSS)", "idle, MiB", name, program.rss());
			}
			Step standard = new Step("64 clients", 64);
			for (String name : names) {
				Load.Sample cold = run("round " + round + ", " + name, COLD, Duration.ZERO, this.options.cold(),
						programs.get(name));
				add(COLD, name, cold);
			}
			both(round, programs, new Step("1 client", 1));
			double slower = both(round, programs, standard);
			both(round, programs, new Step("64 clients, idempotency keys", 64, Duration.ZERO, true, 0));
			both(round, programs, new Step("open loop, half rate", 256, Duration.ZERO, false, slower / 2));
			int many = this.options.smoke() ? 128 : 512;
			both(round, programs, new Step(many + " clients, provider 1 s", many, SECOND, false, 0));
		}
		finally {
			for (Program program : programs.values()) {
				program.close();
			}
		}
	}

	/** Runs the step on each program and returns the lower rate. */
	private double both(int round, Map<String, Program> programs, Step step) throws Exception {
		double slower = Double.MAX_VALUE;
		for (Map.Entry<String, Program> entry : programs.entrySet()) {
			String name = entry.getKey();
			Load.Sample sample = run("round " + round + ", " + name, step, this.options.warmUp(),
					this.options.measured(), entry.getValue());
			slower = Math.min(slower, sample.perSecond());
			add(step, name, sample);
			if (step.delay().isPositive()) {
				this.report.add("memory (RSS)", "under " + step.clients() + " clients, MiB", name,
						entry.getValue().rss());
			}
		}
		return slower;
	}

	private void add(Step step, String name, Load.Sample sample) {
		this.report.add(step.name(), "resets/s", name, sample.perSecond());
		this.report.add(step.name(), "p50, ms", name, sample.millis(0.5));
		this.report.add(step.name(), "p99, ms", name, sample.millis(0.99));
		this.report.add(step.name(), "CPU, ms", name, sample.cpuMillisPerReset());
		this.report.add(step.name(), "CPU of PostgreSQL, ms", name, sample.databaseCpuMillisPerReset());
		this.report.addFailures(name, sample.failed(), sample.answers());
	}

	private Load.Sample run(String who, Step step, Duration warmUp, Duration measured, Program program)
			throws InterruptedException {
		this.provider.delay(step.delay());
		Load.Sample sample = Load.run(step, program.port(), warmUp, measured, program::cpu,
				this.postgres::cpu);
		System.out.printf("%-20s  %-29s  %s%n", who, step.name(), sample);
		this.failed += sample.failed();
		return sample;
	}

	/** Records the warm product under 64 clients, and what PostgreSQL's sessions do. */
	private long profile() throws Exception {
		Step step = new Step("64 clients", 64);
		String recording = Path.of("bench/target/product.jfr").toAbsolutePath().toString();
		try (Program program = start(PRODUCT, 1, this.options.jvm())) {
			run(PRODUCT, COLD, Duration.ZERO, this.options.cold(), program);
			String pid = String.valueOf(program.pid());
			java("jcmd", pid, "JFR.start", "settings=profile", "filename=" + recording);
			try (Postgres.Sampler sampler = this.postgres.sample()) {
				run(PRODUCT, step, Duration.ZERO, this.options.measured(), program);
				System.out.println("PostgreSQL sessions, by wait and statement:\n" + sampler);
			}
			java("jcmd", pid, "JFR.stop", "name=1");
		}
		for (String view : List.of("hot-methods", "allocation-by-site", "contention-by-site")) {
			java("jfr", "view", "--width", "140", view, recording);
		}
		System.out.println("Recording: " + recording);
		return this.failed;
	}

	/**
	 * Measures a target of the warm product in turn without and with another that hangs.
	 */
	private long hanging() throws Exception {
		this.hanging.delay(Duration.ofDays(1));
		List<Double> ratios = new ArrayList<>();
		try (Program program = start(PRODUCT, 1, this.options.jvm())) {
			run(PRODUCT, COLD, Duration.ZERO, this.options.cold(), program);
			double rate = run(PRODUCT, new Step("64 clients", 64), this.options.warmUp(), this.options.measured(),
					program)
				.perSecond() / 2;
			for (int round = 1; round <= this.options.rounds(); round++) {
				Map<Boolean, Double> p99 = new HashMap<>();
				// The order changes every round
				for (boolean hangs : List.of(round % 2 == 0, round % 2 != 0)) {
					Step step = new Step("open loop, other " + (hangs ? "hangs" : "idle"), 256, Duration.ZERO, false,
							rate);
					try (Hanging callers = hangs ? new Hanging(program.port()) : null) {
						Load.Sample sample = run("round " + round, step, this.options.warmUp(),
								this.options.measured(), program);
						p99.put(hangs, sample.millis(0.99));
					}
				}
				ratios.add(p99.get(true) / p99.get(false));
			}
		}
		ratios.sort(null);
		System.out.printf("p99 with the other hanging ÷ idle: %.2f× (%.2f–%.2f)%n", ratios.get(ratios.size() / 2),
				ratios.getFirst(), ratios.getLast());
		return this.failed;
	}

	private static void java(String program, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(arguments));
		command.addFirst(Machine.java(program));
		new ProcessBuilder(command).inheritIO().start().waitFor();
	}

	private Program start(String name, int round, List<String> jvm)
			throws IOException, InterruptedException, SQLException {
		Path home = Files.createDirectories(this.directory.resolve(name + round));
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("ALIBABA_CLOUD_ACCESS_KEY_ID", "bench");
		environment.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "bench");
		environment.put("SPRING_DATASOURCE_URL", this.postgres.createDatabase(name.replace('-', '_') + round));
		environment.put("SPRING_DATASOURCE_USERNAME", Postgres.USER);
		environment.put("SPRING_DATASOURCE_PASSWORD", "");
		if (name.equals(PEER)) {
			environment.put("DDS_ENDPOINT", "127.0.0.1:" + this.provider.port());
			environment.put("API_TOKEN", ResetClient.TOKEN);
			return Program.start(Path.of("bench/target/peer.jar"), home, jvm, environment);
		}
		environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
		environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(Program.freePort()));
		environment.put("FINGERPRINT_KEY", Base64.getEncoder().encodeToString(new byte[32]));
		Files.writeString(Files.createDirectories(home.resolve("config")).resolve("application.yaml"), """
				root-password:
				  dds: {%sprotocol: http}
				  secret-keys: [{id: bench, key: "${FINGERPRINT_KEY}"}]
				  evidence: {key-file: "%s"}
				  callers: [{name: bench, token-sha256: "%s", instances: ["dds-*"]}]
				  limits: {per-instance: "%s", per-caller: "%s"}
				%s
				""".formatted(this.options.hanging() ? "" : endpoint(this.provider) + ", ", evidenceKey(home), sha256(ResetClient.TOKEN),
					this.options.limits(), this.options.limits(), this.options.hanging() ? """
							  targets:
							  - {name: hanging, instances: ["dds-hanging*"], max-concurrent: %d, %s}
							  - {name: other, instances: ["dds-*"], %s}
							""".formatted(Hanging.MAX_CONCURRENT, endpoint(this.hanging), endpoint(this.provider)) : ""));
		return Program.start(this.options.jar(), home, jvm, environment);
	}

	private static String endpoint(Provider provider) {
		return "endpoint: \"127.0.0.1:" + provider.port() + "\"";
	}

	private static Path evidenceKey(Path home) throws IOException {
		try {
			byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
			// With mode 0600
			Path file = Files.createTempFile(home, "evidence", ".key").toAbsolutePath();
			return Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(key)
					+ "\n-----END PRIVATE KEY-----\n");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has Ed25519", ex);
		}
	}

	private static String sha256(String text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.provider.close();
		this.hanging.close();
		if (this.postgres != null) {
			this.postgres.close();
		}
	}

	/** Runs on Ctrl-C too. */
	private void cleanUp() {
		try (var files = Files.walk(this.directory)) {
			close();
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			System.err.println("Not deleted: " + this.directory);
		}
	}

}
