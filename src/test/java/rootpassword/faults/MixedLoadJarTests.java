package rootpassword.faults;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import rootpassword.kit.Facade;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All kinds of requests and all kinds of faults for a while: nothing piles up.
 * {@code -Dtest.load=PT30M} for the nightly duration.
 */
@Isolated
class MixedLoadJarTests {

	private static final Duration LOAD = Duration.parse(System.getProperty("test.load", "PT20S"));

	private static final long SEED = Long.getLong("test.seed", 4711);

	private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();

	@Test
	void leavesHeapAndThreadsAsTheyWere() {
		Database database = Database.postgres();
		try (ProviderStub provider = ProviderStub.start();
				TcpProxy line = TcpProxy.to(database.port());
				Facade facade = Facade.start(database.through(line), provider, "root-password.dds.deadline=1s",
						"root-password.dds.connect-timeout=1s", "root-password.ledger.lease=2s",
						"root-password.limits.per-instance=50/1s", "root-password.limits.per-caller=off",
						"logging.level.root=error")) {
			provider.always(StubAnswer.asUsual().after(Duration.ofMillis(5)));
			List<String> figures = new ArrayList<>();
			long[] heap = new long[3];
			int[] threads = new int[3];
			// The first part warms up
			for (int part = 0; part < 3; part++) {
				load(facade, provider, line, LOAD.dividedBy(3), part);
				provider.forget();
				provider.always(StubAnswer.asUsual().after(Duration.ofMillis(5)));
				System.gc();
				heap[part] = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
				threads[part] = ManagementFactory.getThreadMXBean().getThreadCount();
				figures.add(heap[part] + " MiB, " + threads[part] + " threads");
			}
			System.out.println("Mixed load for " + LOAD + ", seed " + SEED + ": " + figures + ", answers "
					+ new TreeMap<>(this.answers));
			assertThat(heap[2]).isLessThan(heap[1] + Math.max(16, heap[1] / 5));
			assertThat(threads[2]).isLessThan(threads[1] + 50);
			assertThat(this.answers.keySet()).contains(200, 400, 403, 409, 504).doesNotContain(500);
		}
	}

	private void load(Facade facade, ProviderStub provider, TcpProxy line, Duration duration, int part) {
		long end = System.nanoTime() + duration.toNanos();
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<CompletableFuture<Void>> all = new ArrayList<>(
					IntStream.range(0, 12).mapToObj((caller) -> CompletableFuture.runAsync(() -> {
						Random random = new Random(SEED + 100L * part + caller);
						while (System.nanoTime() < end) {
							int status = request(facade, random).status();
							this.answers.computeIfAbsent(status, (key) -> new AtomicInteger()).incrementAndGet();
						}
					}, threads)).toList());
			all.add(CompletableFuture.runAsync(() -> trouble(provider, line, new Random(SEED + part), end), threads));
			all.forEach(CompletableFuture::join);
		}
	}

	private static Facade.Answer request(Facade facade, Random random) {
		String path = "/instances/dds-mixed" + random.nextInt(40) + "/root-password";
		String body = Facade.body("Passw0rd!" + random.nextInt(3));
		return switch (random.nextInt(8)) {
			case 0 -> facade.post(path, Facade.PORTAL, "{\"password\":\"short\"}");
			case 1 -> facade.post(path, Facade.BATCH, body);
			case 2 -> facade.post(path, "nobody", body);
			case 3, 4 -> facade.post(path, Facade.PORTAL, body);
			default -> facade.post(path, Facade.PORTAL, body, "Idempotency-Key", "k" + random.nextInt(500));
		};
	}

	private static void trouble(ProviderStub provider, TcpProxy line, Random random, long end) {
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
			switch (random.nextInt(12)) {
				case 0 -> provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
				case 1 -> provider.next(StubAnswer.of(200, "{\"RequestId\":"));
				case 2 -> provider.next(StubAnswer.asUsual().after(Duration.ofMillis(1500)));
				case 3 -> provider.next(StubAnswer.error(400, "Throttling.User"));
				case 4 -> provider.next(StubAnswer.error(500, "InternalError"));
				case 5 -> {
					line.stall();
					LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
					line.heal();
				}
				case 6 -> line.heal();
				default -> {
					// A quiet moment
				}
			}
		}
	}

}
