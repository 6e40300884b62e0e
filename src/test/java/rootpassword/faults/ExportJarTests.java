package rootpassword.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.JarProcess;
import rootpassword.kit.LogCollector;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas export the trail to a webhook and to a collector, while rows commit out of
 * order. The replica that exports is killed, and so are the receivers, again and again.
 * The full proof is {@code -Dtest.export-kills=20}.
 */
@Execution(ExecutionMode.CONCURRENT)
class ExportJarTests {

	private static final int KILLS = Integer.getInteger("test.export-kills", 2);

	private static final long SEED = Long.getLong("test.seed", 4713);

	/** The destination whose exporter the next kill hits. */
	private static final String[] DESTINATIONS = { "otlp", "webhook" };

	private final Random random = new Random(SEED);

	private final JarProcess[] replicas = new JarProcess[2];

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void everyRowArrivesInOrderWhoeverIsKilled(@TempDir Path directory) throws Exception {
		Database database = Database.postgres();
		List<Duration> taken = new ArrayList<>();
		AtomicBoolean over = new AtomicBoolean();
		try (ProviderStub provider = ProviderStub.start();
				WebhookReceiver receiver = WebhookReceiver.start();
				LogCollector collector = LogCollector.start();
				ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
			start(0, directory, database, provider, receiver, collector);
			start(1, directory, database, provider, receiver, collector);
			CompletableFuture<?> load = CompletableFuture.allOf(IntStream.range(0, 3)
				.mapToObj((writer) -> CompletableFuture.runAsync(() -> write(database, writer, over), writers))
				.toArray(CompletableFuture[]::new));
			for (int kill = 0; kill < KILLS; kill++) {
				String destination = DESTINATIONS[kill % 2];
				progress(receiver, collector);
				receiver.kill();
				collector.kill();
				LockSupport.parkNanos(Duration.ofMillis(this.random.nextInt(1000)).toNanos());
				receiver.restart();
				collector.restart();
				progress(receiver, collector);
				LockSupport.parkNanos(Duration.ofMillis(this.random.nextInt(300)).toNanos());
				int victim = exporting(destination);
				String owner = owner(database, destination);
				this.replicas[victim].kill();
				long killed = System.nanoTime();
				await().atMost(Duration.ofSeconds(60)).until(() -> !owner.equals(owner(database, destination)));
				taken.add(Duration.ofNanos(System.nanoTime() - killed));
				if (kill + 1 < KILLS) {
					start(victim, directory, database, provider, receiver, collector);
				}
			}
			progress(receiver, collector);
			over.set(true);
			load.join();
			int rows = database.number("select count(*) from trail");
			await().atMost(Duration.ofMinutes(2))
				.until(() -> database.number("select count(*) from export_cursor where next_idx = " + rows) == 2);
			System.out.println(KILLS + " kills of an exporter and of the receivers, seed " + SEED + ": " + rows
					+ " rows, " + (receiver.indexes().size() - rows) + " and " + (collector.records().size() - rows)
					+ " repeats, taken over after " + taken);
			// A lease that a stalled machine loses makes one more
			receiver.check(rows, 4 * KILLS);
			collector.check(rows, 4 * KILLS);
			// A pause of this machine delays some of them
			Collections.sort(taken);
			assertThat(taken.get((KILLS - 1) / 2)).isLessThan(Duration.ofSeconds(10));
		}
		finally {
			over.set(true);
			Stream.of(this.replicas).filter((replica) -> replica != null).forEach(JarProcess::close);
			this.http.close();
		}
	}

	private void start(int replica, Path directory, Database database, ProviderStub provider, WebhookReceiver receiver,
			LogCollector collector) {
		this.replicas[replica] = JarProcess.start(directory, Stream
			.of(KilledJarTests.properties(database, provider), Stream.of(receiver.properties()),
					Stream.of("root-password.evidence.interval=100ms", "root-password.export.otlp.enabled=true",
							"management.opentelemetry.logging.export.otlp.endpoint=" + collector.endpoint("logs")))
			.flatMap((properties) -> properties));
	}

	/** At least two more batches arrive at each. */
	private static void progress(WebhookReceiver receiver, LogCollector collector) {
		int before = receiver.batches().size();
		int collected = collector.requests();
		await().atMost(Duration.ofMinutes(2))
			.until(() -> receiver.batches().size() > before + 1 && collector.requests() > collected + 1);
	}

	/** The replica that has sent rows since the last look. */
	private int exporting(String destination) {
		double[] before = { sent(0, destination), sent(1, destination) };
		int[] found = new int[1];
		await().atMost(Duration.ofMinutes(2)).until(() -> {
			found[0] = (sent(0, destination) > before[0]) ? 0 : 1;
			return sent(found[0], destination) > before[found[0]];
		});
		return found[0];
	}

	private double sent(int replica, String destination) {
		if (!this.replicas[replica].isAlive()) {
			return 0;
		}
		URI metrics = URI
			.create("http://127.0.0.1:" + this.replicas[replica].managementPort() + "/actuator/prometheus");
		Matcher sent = Pattern
			.compile("root_password_export_rows_total\\{destination=\"" + destination + "\"} ([0-9.E]+)")
			.matcher(this.http.sendAsync(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
				.join()
				.body());
		return sent.find() ? Double.parseDouble(sent.group(1)) : 0;
	}

	private static String owner(Database database, String destination) {
		return database
			.column(String.class, "select owner from export_cursor where destination = '" + destination + "'")
			.getFirst();
	}

	/** Each transaction stays open for a while, so later numbers are committed first. */
	private static void write(Database database, int writer, AtomicBoolean over) {
		Random random = new Random(SEED + writer);
		try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			while (!over.get()) {
				statement.executeUpdate("insert into trail (event, caller, source_address) select 'refused', 'writer"
						+ writer + "', '::1' from generate_series(1, " + (1 + random.nextInt(20)) + ")");
				LockSupport.parkNanos(Duration.ofMillis(random.nextInt(150)).toNanos());
				connection.commit();
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
