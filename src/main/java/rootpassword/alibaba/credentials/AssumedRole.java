package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import rootpassword.alibaba.credentials.TokenServiceAnswer.Failed;
import rootpassword.alibaba.credentials.TokenServiceAnswer.Issued;
import rootpassword.reset.Deadline;

/**
 * Keeps a temporary key at hand. A new one is fetched long before the old one ends, by
 * one thread at a time; the old one is served until it really ends, and nothing that
 * failed is remembered for longer than the pause before the next try.
 */
final class AssumedRole implements AccessKeys {

	private static final Logger logger = LoggerFactory.getLogger(AssumedRole.class);

	private final TokenService service;

	private final InstantSource clock;

	private final Duration patience;

	private final ReentrantLock asking = new ReentrantLock();

	private volatile @Nullable TemporaryKey key;

	private final RefreshSchedule plan = new RefreshSchedule();

	private final CredentialsStatus life;

	private String lastMessage = "";

	private @Nullable Thread keeper;

	/**
	 * Asks nobody until somebody wants a key.
	 * @param patience how long one may wait for the token service
	 */
	AssumedRole(TokenService service, InstantSource clock, Duration patience) {
		this.service = service;
		this.clock = clock;
		this.patience = patience;
		this.life = new CredentialsStatus(clock);
	}

	/** Fetches the first key, and all others, in the background until it is closed. */
	AssumedRole keepFresh() {
		this.keeper = Thread.ofVirtual().name("credentials").start(() -> {
			try {
				while (true) {
					refresh();
					Thread.sleep(this.plan.pause(this.clock.instant()));
				}
			}
			catch (InterruptedException ex) {
				// It has been closed
			}
		});
		return this;
	}

	@Override
	public AlibabaCloudCredentials getCredentials() throws NoCredentialsException {
		if (!available()) {
			refresh();
		}
		TemporaryKey usable = usable();
		if (usable == null) {
			throw new NoCredentialsException();
		}
		return usable.credentials();
	}

	@Override
	public boolean available() {
		return usable() != null;
	}

	@Override
	public void renewEarly() {
		if (this.plan.hasten(this.clock.instant())) {
			logger.warn("The provider refuses credentials that should be valid: new ones are asked for");
			Thread.ofVirtual().name("credentials").start(this::refresh);
		}
	}

	@Override
	public CredentialsStatus life() {
		return this.life;
	}

	private @Nullable TemporaryKey usable() {
		TemporaryKey latest = this.key;
		return (latest != null && latest.isUsable(this.clock.instant())) ? latest : null;
	}

	/**
	 * Asks for a new key if it is time to; whoever comes meanwhile waits for the same
	 * answer.
	 */
	void refresh() {
		if (this.asking.tryLock()) {
			try {
				if (this.plan.isDue(this.clock.instant())) {
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

	private void ask() {
		TokenServiceAnswer exchange = exchange();
		Instant now = this.clock.instant();
		switch (exchange) {
			case Issued issued -> {
				Duration time = Duration.between(now, issued.expires());
				if (time.isPositive()) {
					TemporaryKey fresh = TemporaryKey.of(issued, time);
					this.key = fresh;
					this.life.began(fresh.usableUntil());
					this.plan.succeeded(now, time);
					logOnce(Level.INFO, "Credentials are there");
				}
				else {
					fail(now, "the key had already expired when it came");
				}
			}
			case Failed(String cause) -> {
				// That somebody gives up says nothing of the service
				if (!Thread.currentThread().isInterrupted()) {
					fail(now, cause);
				}
			}
		}
	}

	private TokenServiceAnswer exchange() {
		try {
			return this.service.exchange(Deadline.in(this.patience));
		}
		catch (RuntimeException ex) {
			// A bug, but the next try may go another way
			return new Failed(ex.getClass().getName());
		}
	}

	private void fail(Instant now, String cause) {
		this.plan.failed(now);
		this.life.notRenewed();
		logOnce(Level.WARN, "The token service gave no credentials: " + cause + (available()
				? "; the last ones are still valid" : "; without any, every reset is answered provider-denied"));
	}

	/** Logs the message unless it is the same as the last one. */
	private void logOnce(Level level, String message) {
		if (!message.equals(this.lastMessage)) {
			this.lastMessage = message;
			logger.atLevel(level).log(message);
		}
	}

	@Override
	public void close() {
		if (this.keeper != null) {
			this.keeper.interrupt();
		}
		this.service.close();
	}

}
