package rootpassword.ledger.health;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
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

	private volatile boolean writable;

	private volatile Deadline validUntil = Deadline.in(Duration.ZERO);

	public LedgerHealthIndicator(LedgerTransactions transactions, JdbcClient jdbc) {
		this.transactions = transactions;
		this.jdbc = jdbc;
	}

	/** Writes to the ledger and remembers whether that succeeded. */
	@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
	public void probe() {
		boolean written;
		try {
			written = this.transactions.run(this::write);
		}
		catch (LedgerUnavailableException ex) {
			// Its message is not in the health, because it may contain hosts and users
			written = false;
		}
		this.writable = written;
		this.validUntil = Deadline.in(VALIDITY);
	}

	/** Writes the row of this replica, and deletes those of replicas that are gone. */
	private boolean write() {
		this.jdbc.sql("delete from probe where written_at < current_timestamp - interval '1' day").update();
		return this.jdbc.sql("""
				merge into probe p using (select cast(:replica as uuid) as replica) r on (p.replica = r.replica)
				when matched then update set written_at = current_timestamp
				when not matched then insert (replica, written_at) values (r.replica, current_timestamp)
				""").param("replica", this.replica).update() == 1;
	}

	@Override
	public Health health() {
		if (this.validUntil.isOver()) {
			probe();
		}
		return (this.writable ? Health.up() : Health.down()).build();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("root.password.ledger.writable", () -> this.writable ? 1 : 0)
			.description("Whether the ledger could be written at the last probe")
			.register(registry);
	}

}
