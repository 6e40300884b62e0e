package rootpassword.ledger.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Is up while the ledger is writable, as of the last probe. A request for the health
 * never waits for a hanging database.
 */
public final class LedgerHealthIndicator implements HealthIndicator, MeterBinder {

	/** The result of a probe is valid for so long. */
	private static final Duration VALIDITY = Duration.ofSeconds(20);

	private final LedgerTransactions transactions;

	private final WriteProbe probe;

	private volatile Result last = new Result(Health.unknown().build(), Deadline.in(Duration.ZERO));

	public LedgerHealthIndicator(LedgerTransactions transactions, JdbcClient jdbc) {
		this.transactions = transactions;
		this.probe = new WriteProbe(jdbc);
	}

	/** Writes to the ledger and remembers the result. */
	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	public void probe() {
		Health health;
		try {
			health = this.transactions.run(this.probe::write) ? Health.up().build() : Health.down().build();
		}
		catch (LedgerUnavailableException ex) {
			// Without the exception, whose message may contain hosts and users
			health = Health.down().build();
		}
		this.last = new Result(health, Deadline.in(VALIDITY));
	}

	@Override
	public Health health() {
		if (this.last.validUntil.isOver()) {
			probe();
		}
		return this.last.health;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.ledger.writable", () -> Status.UP.equals(this.last.health.getStatus()) ? 1 : 0)
			.description("Whether the ledger could be written at the last probe")
			.register(registry);
	}

	private record Result(Health health, Deadline validUntil) {
	}

}
