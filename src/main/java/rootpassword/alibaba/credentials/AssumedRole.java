package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import rootpassword.reset.Deadline;

/**
 * Provides temporary access keys of a RAM role. One background thread fetches a new key
 * long before the current one ends. If that fails, the current key stays in use until its
 * end.
 */
final class AssumedRole implements AccessKeys, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AssumedRole.class);

	private final TokenService service;

	private final InstantSource clock;

	private final Duration timeout;

	private final AtomicLong renewals = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private volatile @Nullable TemporaryKey key;

	// Ignores new tasks after the shutdown, since a request may still run
	private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1,
			Thread.ofVirtual().name("credentials").factory(), new DiscardPolicy());

	// Only the background thread uses this and the next field
	private final RefreshSchedule schedule = new RefreshSchedule();

	private String lastMessage = "";

	/**
	 * Creates a source that fetches its first key on demand.
	 * @param timeout the maximum wait for the token service
	 */
	AssumedRole(TokenService service, InstantSource clock, Duration timeout) {
		this.service = service;
		this.clock = clock;
		this.timeout = timeout;
	}

	/** Fetches keys in the background until {@link #close()}. */
	AssumedRole keepFresh() {
		// Short, so that a changed clock or a suspended machine is noticed
		var unused = this.background.scheduleWithFixedDelay(this::refreshIfDue, 0, 1, TimeUnit.SECONDS);
		return this;
	}

	@Override
	public AlibabaCloudCredentials current() throws NoCredentialsException {
		if (!available()) {
			refresh();
		}
		TemporaryKey usable = usable();
		if (usable == null) {
			throw new NoCredentialsException("no valid credentials");
		}
		return usable.credentials();
	}

	@Override
	public boolean available() {
		return usable() != null;
	}

	private @Nullable TemporaryKey usable() {
		TemporaryKey latest = this.key;
		return (latest != null && this.clock.instant().isBefore(latest.usableUntil())) ? latest : null;
	}

	@Override
	public void renewEarly() {
		Instant now = this.clock.instant();
		this.background.execute(() -> {
			if (this.schedule.makeDue(now)) {
				logger.warn("The provider refused valid credentials: fetching new ones");
				refreshIfDue();
			}
		});
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

	/** Fetches a new key if it is due, and waits for it until the timeout. */
	void refresh() {
		try {
			this.background.submit(this::refreshIfDue).get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// The current key stays
		}
	}

	private void refreshIfDue() {
		if (!this.schedule.isDue(this.clock.instant())) {
			return;
		}
		try {
			TemporaryKey fresh = this.service.fetchKey(Deadline.in(this.timeout));
			this.key = fresh;
			this.renewals.incrementAndGet();
			this.schedule.succeeded(fresh.received(), fresh.lifetime());
			logChange(Level.INFO, "Credentials received");
		}
		catch (NoCredentialsException ex) {
			failed(ex.getMessage());
		}
		catch (RuntimeException ex) {
			// A defect; it must not end the refreshes
			failed(ex.getClass().getName());
		}
	}

	private void failed(@Nullable String cause) {
		if (this.background.isShutdown()) {
			return;
		}
		this.schedule.failed(this.clock.instant());
		this.failures.incrementAndGet();
		logChange(Level.WARN, "The token service gave no credentials: " + cause + (available()
				? "; the last ones are still valid" : "; without any, every reset is answered provider-denied"));
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
