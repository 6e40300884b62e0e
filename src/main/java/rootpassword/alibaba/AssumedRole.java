package rootpassword.alibaba;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import org.jspecify.annotations.Nullable;
import rootpassword.alibaba.Exchange.Failed;
import rootpassword.alibaba.Exchange.Issued;
import rootpassword.reset.Deadline;

/**
 * Keeps a temporary key at hand. A new one is fetched long before the old one ends, by
 * one thread at a time; the old one is served until it really ends, and nothing that
 * failed is remembered for longer than the pause before the next try.
 */
final class AssumedRole implements AccessKeys {

	private static final Logger LOGGER = System.getLogger(AssumedRole.class.getName());

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

	// However long there is nothing to do, so that a clock that jumps or a machine that
	// slept is noticed
	private static final Duration TICK = Duration.ofSeconds(1);

	private final TokenService service;

	private final InstantSource clock;

	private final Duration patience;

	private final ReentrantLock asking = new ReentrantLock();

	private volatile @Nullable TemporaryKey key;

	private volatile Instant asked = Instant.MIN;

	private volatile Instant due = Instant.MIN;

	private int failures;

	private String told = "";

	private @Nullable Thread keeper;

	/**
	 * Asks nobody until somebody wants a key.
	 * @param patience how long one may wait for the token service
	 */
	AssumedRole(TokenService service, InstantSource clock, Duration patience) {
		this.service = service;
		this.clock = clock;
		this.patience = patience;
	}

	/** Fetches the first key, and all others, in the background until it is closed. */
	AssumedRole keepFresh() {
		this.keeper = Thread.ofVirtual().name("credentials").start(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				try {
					refresh();
					Thread.sleep(pause());
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		});
		return this;
	}

	@Override
	public AlibabaCloudCredentials getCredentials() throws NoCredentialsException {
		if (!available()) {
			refresh();
		}
		TemporaryKey latest = this.key;
		if (latest == null || !latest.isUsable(this.clock.instant())) {
			throw new NoCredentialsException();
		}
		return latest.credentials();
	}

	@Override
	public boolean available() {
		TemporaryKey latest = this.key;
		return latest != null && latest.isUsable(this.clock.instant());
	}

	/**
	 * Asks for a new key if it is time to; whoever comes meanwhile waits for the same
	 * answer.
	 */
	void refresh() {
		if (this.asking.tryLock()) {
			try {
				if (isDue()) {
					ask();
				}
			}
			finally {
				this.asking.unlock();
			}
			return;
		}
		try {
			if (this.asking.tryLock(this.patience.toNanos(), TimeUnit.NANOSECONDS)) {
				this.asking.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// A clock that has been put back must not put the next try off
	private boolean isDue() {
		Instant now = this.clock.instant();
		return !now.isBefore(this.due) || now.isBefore(this.asked);
	}

	private void ask() {
		Exchange exchange = exchange();
		this.asked = this.clock.instant();
		switch (exchange) {
			case Issued issued -> {
				Duration life = Duration.between(this.asked, issued.expires());
				if (life.isPositive()) {
					take(issued, life);
				}
				else {
					fail("the key had already expired when it came");
				}
			}
			case Failed(String cause) -> {
				// That somebody gives up says nothing of the service
				if (!Thread.currentThread().isInterrupted()) {
					fail(cause);
				}
			}
		}
	}

	private Exchange exchange() {
		try {
			return this.service.exchange(Deadline.in(this.patience));
		}
		catch (RuntimeException ex) {
			// A bug, but the next try may go another way
			return new Failed(ex.getClass().getName());
		}
	}

	private void take(Issued issued, Duration life) {
		this.key = TemporaryKey.of(issued, life);
		this.due = later(life, 68, 72);
		this.failures = 0;
		tell(Level.INFO, "Credentials are there");
	}

	private void fail(String cause) {
		Duration pause = Duration.ofSeconds(1L << Math.min(this.failures++, 10));
		this.due = later((pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE, 80, 120);
		tell(Level.WARNING, "The token service gave no credentials: " + cause + (available()
				? "; the last ones are still valid" : "; without any, every reset is answered provider-denied"));
	}

	// Not all replicas at the same moment
	private Instant later(Duration time, int fromPercent, int toPercent) {
		int percent = ThreadLocalRandom.current().nextInt(fromPercent, toPercent + 1);
		return this.asked.plus(time.multipliedBy(percent).dividedBy(100));
	}

	// Once, not at every try
	private void tell(Level level, String news) {
		if (!news.equals(this.told)) {
			this.told = news;
			LOGGER.log(level, news);
		}
	}

	private Duration pause() {
		Duration left = Duration.between(this.clock.instant(), this.due);
		return (left.isPositive() && left.compareTo(TICK) < 0) ? left : TICK;
	}

	@Override
	public void close() {
		if (this.keeper != null) {
			this.keeper.interrupt();
		}
		this.service.close();
	}

}
