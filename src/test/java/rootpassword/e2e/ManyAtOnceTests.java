package rootpassword.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hundred concurrent callers wait for a slow provider at the same time.
 */
@Isolated
class ManyAtOnceTests {

	private static final int CALLERS = 200;

	@Test
	void answersAllWithinLittleMoreThanTheProvidersTime(@TempDir Path directory) {
		try (ProviderStub provider = ProviderStub.start();
				Facade facade = Facade.start(Database.h2In(directory), provider, "root-password.limits.per-caller=off",
						"root-password.limits.per-instance=1000/1h")) {
			for (int round = 0; round < 10; round++) {
				resetAll(facade, "dds-many");
			}
			provider.always(StubAnswer.asUsual().after(Duration.ofSeconds(3)));
			// A busy machine makes one round slow, but hardly three
			assertThat(IntStream.range(0, 3).anyMatch((round) -> isAnsweredInTime(facade, "dds-slow" + round + "x")))
				.isTrue();
			assertThat(provider.overlaps()).isEmpty();
		}
	}

	/** Whether all are accepted in less time than in two batches. */
	private static boolean isAnsweredInTime(Facade facade, String prefix) {
		long start = System.nanoTime();
		List<Integer> answers = resetAll(facade, prefix);
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		System.out
			.println(CALLERS + " concurrent resets against a provider that takes 3 s: " + took.toMillis() + " ms");
		assertThat(answers).hasSize(CALLERS).isSubsetOf(200, 503);
		return !answers.contains(503) && took.compareTo(Duration.ofMillis(5900)) < 0;
	}

	private static List<Integer> resetAll(Facade facade, String prefix) {
		try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
			return IntStream.range(0, CALLERS)
				.mapToObj((i) -> CompletableFuture
					.supplyAsync(() -> facade.reset(prefix + i, "Correct!Horse7").status(), callers))
				.toList()
				.stream()
				.map(CompletableFuture::join)
				.toList();
		}
	}

}
