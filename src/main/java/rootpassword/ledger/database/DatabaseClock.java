package rootpassword.ledger.database;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Compares the database's clock, which ends the leases, with the monotonic clock of this
 * replica. A jump forward ends leases while their calls are in progress. So after a jump
 * nothing is opened for the time of a lease: then the calls from before it are over.
 */
public final class DatabaseClock implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(DatabaseClock.class);

	/** The lease exceeds the deadline of a call at least by this. */
	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	/** The clocks of two machines differ by less, in parts of the time. */
	private static final int DRIFT = 1000;

	private final JdbcClient jdbc;

	private final Duration lease;

	private final LongSupplier nanoTime;

	private final LongAdder jumps = new LongAdder();

	private volatile @Nullable Reading last;

	private volatile @Nullable Long suspendedUntil;

	public DatabaseClock(JdbcClient jdbc, Duration lease, LongSupplier nanoTime) {
		this.jdbc = jdbc;
		this.lease = lease;
		this.nanoTime = nanoTime;
	}

	/**
	 * Reads the clock in the current transaction, whose leases end by the same time.
	 * @throws LedgerUnavailableException if it has jumped, within the time of a lease
	 */
	public void requireSteady() {
		long before = nanoTime();
		requireSteady(before, this.jdbc.sql("select current_timestamp").query(OffsetDateTime.class).single());
	}

	/**
	 * Like {@link #requireSteady()}, for a time that was read.
	 * @param before {@link #nanoTime()} before the transaction began
	 */
	public void requireSteady(long before, OffsetDateTime time) {
		compare(new Reading(time, before));
		requireNoJump();
	}

	/** The monotonic clock of this replica. */
	public long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	/** Like {@link #requireSteady()}, as of the last reading. */
	public void requireNoJump() {
		Long until = this.suspendedUntil;
		if (until != null && nanoTime() - until < 0) {
			throw new LedgerUnavailableException("the database's clock has jumped");
		}
	}

	private synchronized void compare(Reading reading) {
		long now = nanoTime();
		Reading earlier = this.last;
		if (earlier == null) {
			this.last = reading;
			return;
		}
		Duration ahead = Duration.between(earlier.expected(now), reading.time);
		if (ahead.compareTo(TOLERANCE) > 0) {
			this.suspendedUntil = now + this.lease.toNanos();
			this.jumps.increment();
			logger.error("The database's clock has jumped ahead by {} s, or this machine was suspended: "
					+ "nothing is sent for {} s", ahead.toSeconds(), this.lease.toSeconds());
		}
		// The answer to an earlier reading may have taken longer
		if (ahead.compareTo(TOLERANCE) > 0 || reading.expected(now).isBefore(earlier.expected(now))) {
			this.last = reading;
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("root.password.ledger.clock.jumps", this.jumps, LongAdder::sum)
			.description("Jumps of the database's clock, after which nothing is sent for a time")
			.register(registry);
	}

	public long jumps() {
		return this.jumps.sum();
	}

	/** The time of the database, and a moment before it was read. */
	private record Reading(OffsetDateTime time, long nanoTime) {

		OffsetDateTime expected(long now) {
			long elapsed = now - this.nanoTime;
			return this.time.plusNanos(elapsed + elapsed / DRIFT);
		}

	}

}
