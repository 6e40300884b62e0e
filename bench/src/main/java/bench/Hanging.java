package bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * More callers than calls that the product makes at once to a target that hangs. Each
 * call has a new instance, because the last one is still claimed.
 */
final class Hanging implements AutoCloseable {

	/** The maximum of calls that the product makes at once to this target. */
	static final int MAX_CONCURRENT = 64;

	/** Few more, because their own requests are not what is measured. */
	private static final int CALLERS = 80;

	/** Callers begin spread over the product's time limit of a call, as they would. */
	private static final Duration DEADLINE = Duration.ofSeconds(10);

	private static final AtomicLong INSTANCES = new AtomicLong();

	private final Map<Integer, AtomicLong> answers = new ConcurrentSkipListMap<>();

	private final List<Thread> callers = new ArrayList<>();

	private volatile boolean enough;

	/** Returns when all calls that the product makes at once hang. */
	Hanging(int port) throws InterruptedException {
		for (int i = 0; i < CALLERS; i++) {
			Thread.sleep(DEADLINE.dividedBy(CALLERS));
			this.callers.add(Thread.ofVirtual().start(() -> call(port)));
		}
	}

	private void call(int port) {
		while (!this.enough) {
			int answer;
			try (ResetClient client = new ResetClient(port, "dds-hanging" + INSTANCES.incrementAndGet(), false)) {
				answer = client.reset();
				if (answer == 503) {
					// As its Retry-After demands
					Thread.sleep(1000);
				}
			}
			catch (IOException | InterruptedException ex) {
				answer = 0;
			}
			this.answers.computeIfAbsent(answer, (any) -> new AtomicLong()).incrementAndGet();
		}
	}

	/** Returns when no call hangs any longer. */
	@Override
	public void close() throws InterruptedException {
		this.enough = true;
		for (Thread caller : this.callers) {
			caller.join();
		}
		System.out.println("answers to callers of the hanging target: " + this.answers);
	}

}
