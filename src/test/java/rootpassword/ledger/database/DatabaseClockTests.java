package rootpassword.ledger.database;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import rootpassword.reset.LedgerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** The times of the database are given, so nothing depends on a real clock. */
@Execution(ExecutionMode.CONCURRENT)
class DatabaseClockTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final OffsetDateTime START = OffsetDateTime.parse("2027-01-31T12:00:00Z");

	private final AtomicLong nanoTime = new AtomicLong(7);

	private final DatabaseClock clock = new DatabaseClock(JdbcClient.create(new DriverManagerDataSource()), LEASE,
			this.nanoTime::get);

	@Test
	void toleratesASecondAndNotMore() {
		read(Duration.ZERO);
		assertThatNoException().isThrownBy(() -> read(Duration.ofSeconds(1)));
		assertJump(Duration.ofSeconds(1).plusNanos(1));
	}

	@Test
	void suspendsForALeaseAfterAJump() {
		read(Duration.ZERO);
		assertJump(Duration.ofSeconds(60));
		pass(LEASE.minusNanos(1));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(this.clock::requireNoJump);
		pass(Duration.ofNanos(1));
		assertThatNoException().isThrownBy(this.clock::requireNoJump);
		// The time after the jump is the one to compare with
		assertThatNoException().isThrownBy(() -> read(Duration.ofSeconds(60).plus(LEASE)));
		assertThat(this.clock.jumps()).isOne();
	}

	/** An answer that was slow looks like a clock that is ahead. */
	@Test
	void comparesWithTheEarliestTimeThatIsCertain() {
		read(Duration.ofMillis(900));
		assertThatNoException().isThrownBy(() -> read(Duration.ofMillis(500)));
		assertThatNoException().isThrownBy(() -> read(Duration.ofMillis(1500)));
		assertJump(Duration.ofMillis(1501));
	}

	@Test
	void permitsTwoMachinesToDriftApart() {
		read(Duration.ZERO);
		pass(Duration.ofSeconds(1000));
		assertThatNoException().isThrownBy(() -> read(Duration.ofSeconds(1002)));
		assertJump(Duration.ofSeconds(1002).plusNanos(1));
	}

	private void assertJump(Duration sinceStart) {
		long before = this.clock.jumps();
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> read(sinceStart));
		assertThat(this.clock.jumps()).isEqualTo(before + 1);
	}

	private void read(Duration sinceStart) {
		this.clock.requireSteady(this.nanoTime.get(), START.plus(sinceStart));
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

}
