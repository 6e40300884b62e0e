package bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Puts the load of one step on one port, with a thread per client.
 */
final class Load {

	private static final long PAUSE_AFTER_FAILURE = 10_000_000;

	private final Step step;

	private final int port;

	private final long begin = System.nanoTime();

	private final long from;

	private final long to;

	private final AtomicLong tickets = new AtomicLong();

	private final List<long[]> latencies = new ArrayList<>();

	private final Map<String, Long> failures = new TreeMap<>();

	private long answers;

	private Load(Step step, int port, Duration warmUp, Duration measured) {
		this.step = step;
		this.port = port;
		this.from = this.begin + warmUp.toNanos();
		this.to = this.from + measured.toNanos();
	}

	/**
	 * Runs the step, first the warm-up and then the measured time.
	 * @param cpu the CPU time that the measured program has used so far
	 * @param databaseCpu the CPU time that the database has used so far
	 */
	static Sample run(Step step, int port, Duration warmUp, Duration measured, Supplier<Duration> cpu,
			Supplier<Duration> databaseCpu) throws InterruptedException {
		return new Load(step, port, warmUp, measured).run(cpu, databaseCpu);
	}

	private Sample run(Supplier<Duration> cpu, Supplier<Duration> databaseCpu) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < this.step.clients(); i++) {
			int number = i;
			threads.add(Thread.ofPlatform().daemon().start(() -> client(number)));
		}
		waitUntil(this.from);
		Duration before = cpu.get();
		Duration databaseBefore = databaseCpu.get();
		waitUntil(this.to);
		Duration used = cpu.get().minus(before);
		Duration databaseUsed = databaseCpu.get().minus(databaseBefore);
		for (Thread thread : threads) {
			thread.join();
		}
		long[] sorted = this.latencies.stream().flatMapToLong(LongStream::of).sorted().toArray();
		return new Sample(sorted, this.answers, this.failures, (this.to - this.from) / 1e9, used.toNanos() / 1e9,
				databaseUsed.toNanos() / 1e9);
	}

	private void client(int number) {
		LongStream.Builder measured = LongStream.builder();
		long sent = 0;
		// Clients start evenly over the provider's delay; otherwise they stay in step
		// with each other
		waitUntil(this.begin + this.step.delay().toNanos() * number / this.step.clients());
		try (ResetClient client = new ResetClient(this.port, "dds-bench" + number, this.step.keys())) {
			for (long start = nextStart(); start < this.to; start = nextStart()) {
				waitUntil(start);
				boolean accepted = reset(client);
				long end = System.nanoTime();
				sent++;
				// An open loop counts late answers too: they are the ones that matter
				if (accepted && (this.step.isOpen() ? start >= this.from : end >= this.from && end < this.to)) {
					measured.add(end - start);
				}
			}
		}
		catch (IOException ex) {
			failed(ex.toString());
		}
		synchronized (this) {
			this.answers += sent;
			this.latencies.add(measured.build().toArray());
		}
	}

	/**
	 * The intended time of the next request. In an open loop it does not depend on the
	 * answers, so a program that stalls cannot hold back the load (coordinated omission).
	 */
	private long nextStart() {
		return this.step.isOpen() ? this.begin + (long) (this.tickets.getAndIncrement() * 1e9 / this.step.rate())
				: System.nanoTime();
	}

	private boolean reset(ResetClient client) {
		try {
			int status = client.reset();
			if (status / 100 != 2) {
				failed(String.valueOf(status));
			}
			return status / 100 == 2;
		}
		catch (IOException ex) {
			failed(ex.toString());
			LockSupport.parkNanos(PAUSE_AFTER_FAILURE);
			return false;
		}
	}

	private synchronized void failed(String reason) {
		this.failures.merge(reason, 1L, Long::sum);
	}

	private static void waitUntil(long time) {
		for (long rest = time - System.nanoTime(); rest > 0; rest = time - System.nanoTime()) {
			LockSupport.parkNanos(rest);
		}
	}

	/**
	 * The figures of one step.
	 *
	 * @param nanos the latencies of the accepted resets in the measured time, sorted
	 * @param answers all answers, including the warm-up
	 * @param failures the answers that are not 2xx, including the warm-up, by status
	 * @param seconds the measured time
	 * @param cpuSeconds the CPU time of the program in the measured time
	 * @param databaseCpuSeconds the CPU time of the database in the measured time
	 */
	record Sample(long[] nanos, long answers, Map<String, Long> failures, double seconds, double cpuSeconds,
			double databaseCpuSeconds) {

		double perSecond() {
			return this.nanos.length / this.seconds;
		}

		double cpuMillisPerReset() {
			return this.cpuSeconds * 1000 / this.nanos.length;
		}

		double databaseCpuMillisPerReset() {
			return this.databaseCpuSeconds * 1000 / this.nanos.length;
		}

		double millis(double quantile) {
			return (this.nanos.length == 0) ? Double.NaN
					: this.nanos[(int) Math.min(this.nanos.length - 1, quantile * this.nanos.length)] / 1e6;
		}

		long failed() {
			return this.failures.values().stream().mapToLong(Long::longValue).sum();
		}

		@Override
		public String toString() {
			return "%7.1f/s  p50 %.1f  p99 %.1f  max %.1f ms  CPU %.2f + %.2f ms/reset  not 2xx: %d of %d %s".formatted(
					perSecond(), millis(0.5), millis(0.99), millis(1), cpuMillisPerReset(), databaseCpuMillisPerReset(), failed(), this.answers,
					this.failures.isEmpty() ? "" : this.failures);
		}

	}

}
