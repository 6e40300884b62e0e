package rootpassword.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.EachDatabase;
import rootpassword.ledger.Replica.Setup;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.Origin;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * The limits of instances and callers, on every database: three attempts per instance and
 * hour, five attempts per caller and minute, four refusals in the trail per caller and
 * minute.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EachDatabase
class LimitsTests {

	@Parameter
	private Vendor vendor;

	private final AtomicLong nanoTime = new AtomicLong();

	private Database database;

	private Replica replica;

	private Replica other;

	@BeforeEach
	void start() {
		this.database = this.vendor.createMigrated();
		this.replica = replica();
		this.other = replica();
	}

	@AfterEach
	void stop() {
		this.replica.close();
		this.other.close();
	}

	@Test
	void limitsAnInstanceForAllCallersAndReplicas() {
		for (String caller : new String[] { "a", "b", "c" }) {
			assertThat(open(this.replica, caller, "dds-1", null)).isInstanceOf(Admitted.class);
		}
		age(600);
		assertThat(wait(open(this.other, "d", "dds-1", null))).isBetween(Duration.ofSeconds(2940),
				Duration.ofSeconds(3000));
		assertThat(open(this.other, "d", "dds-2", null)).isInstanceOf(Admitted.class);
		assertThat(this.database.trail("event = 'refused' and rejection = 'rate-limited' and instance = 'dds-1'"))
			.hasSize(1);
	}

	@Test
	void limitsACallerOverAllInstances() {
		for (int i = 0; i < 5; i++) {
			assertThat(open(this.replica, "a", "dds-" + i, "k" + i)).isInstanceOf(Admitted.class);
		}
		age(20);
		assertThat(wait(open(this.other, "a", "dds-9", null))).isBetween(Duration.ofSeconds(10),
				Duration.ofSeconds(40));
		assertThat(open(this.other, "b", "dds-9", null)).isInstanceOf(Admitted.class);
	}

	@Test
	void admitsAgainOnceTheOldestAttemptHasLeftTheWindow() {
		for (int i = 0; i < 3; i++) {
			open(this.replica, "a", "dds-1", null);
			age(60);
		}
		age(3400);
		// The first was opened 3580 seconds ago, the others later
		assertThat(wait(open(this.replica, "a", "dds-1", null))).isBetween(Duration.ofSeconds(1), Replica.PATIENCE);
		age(20);
		assertThat(open(this.replica, "a", "dds-1", null)).isInstanceOf(Admitted.class);
		assertThat(wait(open(this.replica, "a", "dds-1", null))).isBetween(Duration.ofSeconds(40),
				Duration.ofSeconds(60));
	}

	@Test
	void refusedInstancesLeaveNoClaim() {
		for (int i = 0; i < 5; i++) {
			open(this.replica, "a", "dds-" + i, null);
		}
		for (int i = 10; i < 30; i++) {
			wait(open(this.replica, "a", "dds-" + i, null));
		}
		assertThat(this.database.number("select count(*) from claim")).isEqualTo(5);
	}

	@Test
	void forgetsInstancesAnHourAfterTheLease() {
		for (String instance : new String[] { "dds-1", "dds-2", "dds-3" }) {
			open(this.replica, "a", instance, null);
		}
		this.database.execute("update claim set attempt_id = (select id from attempt order by id limit 1), "
				+ "lease_until = current_timestamp - interval '59' minute where instance = 'dds-1'");
		this.database.execute("update claim set lease_until = current_timestamp - interval '61' minute "
				+ "where instance in ('dds-2', 'dds-3')");
		assertThat(this.replica.transactions.run(() -> this.replica.claims.deleteExpired(1))).isOne();
		assertThat(this.replica.transactions.run(() -> this.replica.claims.deleteExpired(500))).isOne();
		assertThat(this.database.number("select count(*) from claim where instance = 'dds-1'")).isOne();
		assertThat(this.database.number("select count(*) from claim")).isOne();
	}

	@Test
	void repeatsDoNotCount() {
		for (int i = 0; i < 3; i++) {
			open(this.replica, "a", "dds-1", "k" + i);
		}
		assertThat(open(this.replica, "a", "dds-1", "k2")).isInstanceOf(Replayed.class);
		unconfirmed("k2");
		for (int i = 0; i < 4; i++) {
			age(2);
			assertThat(open(this.replica, "a", "dds-1", "k2")).isInstanceOf(Admitted.class);
			unconfirmed("k2");
		}
		this.database.execute("update claim set lease_until = current_timestamp");
		wait(open(this.replica, "a", "dds-1", "k3"));
		assertThat(open(this.replica, "a", "dds-2", "k3")).isInstanceOf(Admitted.class);
	}

	@Test
	void summarisesRefusalsBeyondTheQuota() {
		EarlyRefusal refusal = new EarlyRefusal(new Origin(new Actor("a", "alice", "192.0.2.7"), null, null), null,
				Rejection.FORBIDDEN, false);
		for (int i = 0; i < 10; i++) {
			this.replica.ledger.recordRefusal(refusal);
		}
		this.replica.ledger.recordRefusal(Commands.refusal("b", Rejection.FORBIDDEN));
		assertThat(this.database.trail("event = 'refused' and caller = 'a'")).hasSize(4);
		assertThat(this.database.trail("event = 'refused' and caller = 'b'")).hasSize(1);
		this.replica.upkeep.summarise();
		this.replica.upkeep.summarise();
		assertThat(this.database
			.trail("event = 'summarised' and caller = 'a' and occurrences = 6 " + "and source_address = '192.0.2.7'"))
			.hasSize(1);
		assertThat(this.database.trail("event = 'summarised'")).hasSize(1);
		this.nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
		this.replica.ledger.recordRefusal(refusal);
		assertThat(this.database.trail("event = 'refused' and caller = 'a'")).hasSize(5);
	}

	@Test
	void refusalsOfOneKindDoNotHideOtherKinds() {
		for (int i = 0; i < 50; i++) {
			this.replica.ledger.recordRefusal(Commands.refusal("a", Rejection.INVALID_REQUEST));
		}
		this.replica.ledger.recordRefusal(Commands.refusal("a", Rejection.FORBIDDEN));
		// The name of a configured caller, but another identity
		this.replica.ledger.recordRefusal(new EarlyRefusal(
				new Origin(new Actor("a", "jwt:other", null, "::1", "a", null, "https://idp.example.com", "no-rule"),
						null, null),
				null, Rejection.INVALID_REQUEST, false));
		assertThat(this.database.trail("event = 'refused' and rejection = 'forbidden'")).hasSize(1);
		assertThat(this.database
			.trail("event = 'refused' and identity = 'jwt:other' " + "and issuer = 'https://idp.example.com'"))
			.hasSize(1);
		this.replica.upkeep.summarise();
		assertThat(this.database.trail("event = 'summarised' and identity = 'a' and outcome = 'rejected' "
				+ "and rejection = 'invalid-request' and occurrences = 46"))
			.hasSize(1);
	}

	@Test
	void theQuotaHoldsForRefusalsAndReplaysOfTheLedger() {
		open(this.replica, "a", "dds-1", "k");
		for (int i = 0; i < 5; i++) {
			assertThat(open(this.replica, "a", "dds-1", "k")).isInstanceOf(Replayed.class);
		}
		this.database.execute("update attempt set outcome = null");
		this.database.execute("update claim set attempt_id = (select id from attempt), "
				+ "lease_until = (select lease_until from attempt)");
		for (int i = 0; i < 6; i++) {
			assertThat(((Refused) open(this.replica, "a", "dds-1", "k")).reason()).isEqualTo(Rejection.IN_FLIGHT);
		}
		assertThat(this.database.trail("event = 'replayed'")).hasSize(4);
		assertThat(this.database.trail("event = 'refused'")).hasSize(4);
		this.replica.upkeep.close();
		assertThat(this.database.trail("event = 'summarised' and outcome = 'replayed' and occurrences = 1")).hasSize(1);
		assertThat(this.database.trail("event = 'summarised' and rejection = 'in-flight' and occurrences = 2"))
			.hasSize(1);
	}

	@Test
	void validationsCheckTheLimitsButDoNotCount() {
		for (int i = 0; i < 3; i++) {
			assertThat(validate("a", "dds-1")).isEmpty();
			open(this.replica, "a", "dds-1", null);
		}
		assertThat(validate("a", "dds-1")).hasValueSatisfying((refused) -> {
			assertThat(refused.reason()).isEqualTo(Rejection.RATE_LIMITED);
			assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(3570), Duration.ofSeconds(3600));
		});
		for (int i = 0; i < 4; i++) {
			assertThat(validate("a", "dds-2")).isEmpty();
		}
		assertThat(this.database.trail("event = 'validated' and outcome = 'acceptable'")).hasSize(4);
		assertThat(this.database.trail("event = 'validated' and rejection = 'rate-limited'")).hasSize(1);
		this.replica.upkeep.summarise();
		assertThat(this.database.trail("event = 'summarised' and outcome = 'acceptable' and occurrences = 3"))
			.hasSize(1);
		assertThat(this.database.number("select count(*) from attempt")).isEqualTo(3);
		assertThat(open(this.replica, "a", "dds-2", null)).isInstanceOf(Admitted.class);
	}

	@Test
	void keepsACountWhileTheDatabaseIsUnavailable() {
		EarlyRefusal refusal = Commands.refusal("a", Rejection.FORBIDDEN);
		for (int i = 0; i < 6; i++) {
			this.replica.ledger.recordRefusal(refusal);
		}
		this.database.execute("alter table trail rename to elsewhere");
		this.replica.upkeep.summarise();
		this.database.execute("alter table elsewhere rename to trail");
		this.replica.upkeep.summarise();
		assertThat(this.database.trail("event = 'summarised' and occurrences = 2")).hasSize(1);
	}

	private Replica replica() {
		return new Replica(this.database,
				Setup.DEFAULT.limits("3/1h", "5/1m").quota(new AuditQuota(4, this.nanoTime::get)));
	}

	/** Opens an attempt and, if it is admitted, settles it as accepted. */
	private static Admission open(Replica replica, String caller, String instance, String key) {
		Admission admission = replica.ledger.open(Commands.reset(instance).caller(caller).key(key).build());
		if (admission instanceof Admitted admitted) {
			replica.settle(admitted.attempt(), ACCEPTED);
		}
		return admission;
	}

	private Optional<Refused> validate(String caller, String instance) {
		return this.replica.ledger.validate(Commands.reset(instance).caller(caller).build());
	}

	private void unconfirmed(String key) {
		this.database.update("update attempt set outcome = 'unconfirmed' "
				+ "where seq = (select max(a.seq) from attempt a join idempotency k on k.first_attempt in (a.id, a.repeat_of) where idempotency_key = ?)",
				key);
	}

	private static Duration wait(Admission admission) {
		assertThat(admission).isInstanceOf(Refused.class);
		assertThat(((Refused) admission).reason()).isEqualTo(Rejection.RATE_LIMITED);
		return ((Refused) admission).retryAfter();
	}

	private void age(int seconds) {
		this.database.update("update attempt set opened_at = opened_at - cast(? as integer) * interval '1' second",
				seconds);
	}

}
