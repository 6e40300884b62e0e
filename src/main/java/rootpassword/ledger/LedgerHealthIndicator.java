package rootpassword.ledger;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Is up while the ledger can be written, as of the last probe: whoever asks never waits
 * for a database that hangs.
 */
public final class LedgerHealthIndicator implements HealthIndicator {

	private static final Duration TRUST = Duration.ofSeconds(20);

	private final JdbcResetLedger ledger;

	private final WriteProbe probe;

	private volatile Result last = new Result(Health.unknown().build(), Deadline.in(Duration.ZERO));

	LedgerHealthIndicator(JdbcResetLedger ledger, WriteProbe probe) {
		this.ledger = ledger;
		this.probe = probe;
	}

	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	void probe() {
		Health health;
		try {
			health = this.ledger.committed(this.probe::write) ? Health.up().build() : Health.down().build();
		}
		catch (LedgerUnavailableException ex) {
			// Not the exception itself: its text may name hosts and users
			health = Health.down().build();
		}
		this.last = new Result(health, Deadline.in(TRUST));
	}

	@Override
	public Health health() {
		if (this.last.until.remaining().isZero()) {
			probe();
		}
		return this.last.health;
	}

	/** What the last probe has found; probes nothing itself. */
	public boolean writable() {
		return Status.UP.equals(this.last.health.getStatus());
	}

	private record Result(Health health, Deadline until) {
	}

}
