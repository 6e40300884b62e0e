package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import rootpassword.reset.Deadline;

/**
 * Access keys that expire. One thread at a time fetches a new key, long before the
 * current one ends. If that fails, the current key stays in use until its end.
 */
final class TemporaryKeys implements AccessKeys {

	private static final Logger logger = LoggerFactory.getLogger(TemporaryKeys.class);

	private final KeySource source;

	private final InstantSource clock;

	/** The maximum wait, for another thread that fetches and for the source. */
	private final Duration timeout;

	private final AtomicLong renewals = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	// Ignores new tasks after the shutdown, since a request may still run
	private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1,
			Thread.ofVirtual().name("credentials").factory(), new DiscardPolicy());

	private volatile @Nullable TemporaryKey key;

	/** Held by the thread that fetches; guards the next two fields. */
	private final ReentrantLock fetching = new ReentrantLock();

	private final RefreshSchedule schedule = new RefreshSchedule();

	private String lastMessage = "";

	private volatile String lastCause = "";

	TemporaryKeys(KeySource source, InstantSource clock, Duration timeout) {
		this.source = source;
		this.clock = clock;
		this.timeout = timeout;
	}

	/** Fetches keys in the background until {@link #close()}. */
	TemporaryKeys keepFresh() {
		// The delay is short, so that a changed clock or a suspended machine is noticed
		var unused = this.background.scheduleWithFixedDelay(this::refresh, 0, 1, TimeUnit.SECONDS);
		return this;
	}

	@Override
	public AlibabaCloudCredentials current() throws NoCredentialsException {
		if (!available()) {
			refresh();
		}
		TemporaryKey latest = valid();
		if (latest == null) {
			throw new NoCredentialsException("no valid key to sign with" + this.lastCause);
		}
		return latest.credentials();
	}

	@Override
	public boolean available() {
		return valid() != null;
	}

	private @Nullable TemporaryKey valid() {
		TemporaryKey latest = this.key;
		return (latest != null && this.clock.instant().isBefore(latest.usableUntil())) ? latest : null;
	}

	@Override
	public void renewIfRefused(@Nullable String code) {
		if (code != null && code.startsWith("InvalidSecurityToken")) {
			Instant now = this.clock.instant();
			this.background.execute(() -> runExclusively((deadline) -> {
				if (this.schedule.makeDue(now)) {
					logger.warn("The provider refused valid credentials{}: fetching new ones", this.source.purpose());
					fetchIfDue(deadline);
				}
			}));
		}
	}

	@Override
	public @Nullable Duration age() {
		TemporaryKey latest = this.key;
		return (latest != null) ? Duration.between(latest.received(), this.clock.instant()) : null;
	}

	@Override
	public @Nullable Duration remaining() {
		TemporaryKey latest = this.key;
		return (latest != null) ? Duration.between(this.clock.instant(), latest.usableUntil()) : null;
	}

	@Override
	public long renewals() {
		return this.renewals.get();
	}

	@Override
	public long failures() {
		return this.failures.get();
	}

	/** Fetches a key if one is due, or waits for the thread that does. */
	void refresh() {
		runExclusively(this::fetchIfDue);
	}

	/** Does nothing if another thread still fetches when the timeout is over. */
	private void runExclusively(Consumer<Deadline> fetch) {
		Deadline deadline = Deadline.in(this.timeout);
		try {
			if (this.fetching.tryLock(this.timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				try {
					fetch.accept(deadline);
				}
				finally {
					this.fetching.unlock();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void fetchIfDue(Deadline deadline) {
		if (!this.schedule.isDue(this.clock.instant())) {
			return;
		}
		try {
			TemporaryKey fresh = this.source.fetch(deadline);
			this.key = fresh;
			this.renewals.incrementAndGet();
			this.schedule.succeeded(fresh.received(), fresh.lifetime());
			logChange(Level.INFO, "Credentials received" + this.source.purpose());
		}
		catch (NoCredentialsException | RuntimeException ex) {
			// Not even a defect may end the refreshes
			failed((ex instanceof NoCredentialsException known) ? known.cause() : ex.getClass().getName());
		}
	}

	private void failed(String cause) {
		if (this.background.isShutdown()) {
			return;
		}
		this.lastCause = ": " + cause;
		this.schedule.failed(this.clock.instant());
		this.failures.incrementAndGet();
		logChange(Level.WARN,
				this.source.failure() + this.source.purpose() + ": " + cause
						+ (available() ? "; the last ones are still valid"
								: "; none is valid, so the resets that need one are answered provider-denied"));
	}

	/** Logs the message unless it is the same as the last one. */
	private void logChange(Level level, String message) {
		if (!message.equals(this.lastMessage)) {
			this.lastMessage = message;
			logger.atLevel(level).log(message);
		}
	}

	@Override
	public void close() {
		this.background.shutdownNow();
	}

}
