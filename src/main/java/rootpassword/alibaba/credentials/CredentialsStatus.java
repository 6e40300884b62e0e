package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * How old the key is, how long it may still be used, and how often it was fetched or
 * could not be.
 */
public final class CredentialsStatus {

	private final InstantSource clock;

	private final LongAdder renewals = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private volatile @Nullable Instant since;

	private volatile @Nullable Instant until;

	CredentialsStatus(InstantSource clock) {
		this.clock = clock;
	}

	/** There is a new key, for ever or until then. */
	void began(@Nullable Instant until) {
		this.since = this.clock.instant();
		this.until = until;
		if (until != null) {
			this.renewals.increment();
		}
	}

	void notRenewed() {
		this.failures.increment();
	}

	/** The time since the key came; none before the first. */
	public @Nullable Duration age() {
		Instant since = this.since;
		return (since != null) ? Duration.between(since, this.clock.instant()) : null;
	}

	/**
	 * Negative once it is over; none for a key that does not end, or before the first.
	 */
	public @Nullable Duration remaining() {
		Instant until = this.until;
		return (until != null) ? Duration.between(this.clock.instant(), until) : null;
	}

	/** How often a temporary key was fetched. */
	public long renewals() {
		return this.renewals.sum();
	}

	/** How often none could be had. */
	public long failures() {
		return this.failures.sum();
	}

}
