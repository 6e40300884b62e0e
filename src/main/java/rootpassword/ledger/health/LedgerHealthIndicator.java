package rootpassword.ledger.health;

import java.time.Duration;
import java.util.UUID;
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

	/** The time for which the result of a probe is valid. */
	private static final Duration VALIDITY = Duration.ofSeconds(20);

	private final LedgerTransactions transactions;

	private final JdbcClient jdbc;

	private final UUID replica = UUID.randomUUID();

	private volatile Result last = new Result(Health.unknown().build(), Deadline.in(Duration.ZERO));

	public LedgerHealthIndicator(LedgerTransactions transactions, JdbcClient jdbc) {
		this.transactions = transactions;
		this.jdbc = jdbc;
	}

	/** Writes to the ledger and remembers the result. */
	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	public void probe() {
		Health health;
		try {
			health = this.transactions.run(this::write) ? Health.up().build() : Health.down().build();
		}
		catch (LedgerUnavailableException ex) {
			// Without the exception, whose message may contain hosts and users
			health = Health.down().build();
		}
		this.last = new Result(health, Deadline.in(VALIDITY));
	}

	/** Each replica updates its own row of the table {@code probe}. */
	private boolean write() {
		return execute("update probe set written_at = current_timestamp where replica = :replica") == 1 || insert();
	}

	private boolean insert() {
		// Rows of replicas that are gone
		execute("delete from probe where written_at < current_timestamp - interval '1' day");
		return execute("insert into probe (replica, written_at) values (:replica, current_timestamp)") == 1;
	}

	private int execute(String sql) {
		return this.jdbc.sql(sql).param("replica", this.replica).update();
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
