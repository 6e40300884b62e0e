package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.EachDatabase;
import rootpassword.ledger.Replica.Setup;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.UNCONFIRMED;

/**
 * The deletion of old attempts, on every database: only of those that no decision can
 * need.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EachDatabase
class AttemptRetentionTests extends JdbcLedgerFixture {

	@BeforeEach
	void openLongAgo() {
		this.replica.ageOfIds = Duration.ofDays(10_000);
	}

	@Test
	void deletesSettledAttemptsAfterTheRetentionAndNotBefore() {
		for (ResetOutcome outcome : List.of(ACCEPTED, REJECTED, UNCONFIRMED)) {
			settled(new InstanceId("dds-" + outcome.word()), null, outcome);
		}
		age(Replica.ATTEMPT_RETENTION.minusHours(1));
		forgetClaims();
		assertThat(attempts()).hasSize(3);
		age(Duration.ofHours(2));
		forgetClaims();
		assertThat(attempts()).isEmpty();
		assertThat(trail()).hasSize(6);
	}

	@Test
	void keepsEverythingWithoutARetention() {
		settled(INSTANCE, null, ACCEPTED);
		age(Duration.ofDays(10_000));
		LedgerMaintenance forEver = this.replica.upkeep(null, Setup.DEFAULT.quota());
		forEver.deleteExpired();
		forEver.deleteOldAttempts();
		assertThat(attempts()).hasSize(1);
	}

	@Test
	void keepsOpenAttempts() {
		AttemptId open = admitted().attempt();
		age(Duration.ofDays(1000));
		forgetClaims();
		assertThat(attempts()).containsExactly(open.value());
		sweep();
		// Its retention begins with its outcome
		forgetClaims();
		assertThat(attempts()).containsExactly(open.value());
	}

	@Test
	void keepsAnAttemptThatHasAClaim() {
		AttemptId claiming = settled(INSTANCE, null, UNCONFIRMED);
		age(Duration.ofDays(1000));
		this.replica.upkeep.deleteOldAttempts();
		assertThat(attempts()).containsExactly(claiming.value());
	}

	@Test
	void replaysAKeyWhoseAttemptIsOld() {
		AttemptId first = settled(INSTANCE, "k", ACCEPTED);
		age(Duration.ofDays(1000));
		forgetClaims();
		assertThat(open(INSTANCE, "k")).isEqualTo(new Replayed(first, ACCEPTED, false));
		this.database.execute("update idempotency set used_at = used_at - interval '2' day");
		forgetClaims();
		this.replica.upkeep.deleteOldAttempts();
		assertThat(attempts()).isEmpty();
	}

	@Test
	void neverPutsAnOldPasswordBack() {
		settled(INSTANCE, null, ACCEPTED);
		AttemptId old = settled(INSTANCE, "k", UNCONFIRMED);
		endLease(old);
		AttemptId later = settled(INSTANCE, null, ACCEPTED);
		settled(new InstanceId("dds-bp2"), null, ACCEPTED);
		age(Duration.ofDays(1000));
		forgetClaims();
		assertThat(attempts()).containsExactly(old.value(), later.value());
		assertThat(((Refused) open(INSTANCE, "k")).reason()).isEqualTo(Rejection.SUPERSEDED);
	}

	@Test
	void keepsAllAttemptsUnderAKey() {
		AttemptId first = settled(INSTANCE, "k", UNCONFIRMED);
		age(Duration.ofMinutes(2));
		AttemptId second = settled(INSTANCE, "k", UNCONFIRMED);
		age(Duration.ofDays(1000));
		forgetClaims();
		assertThat(attempts()).containsExactly(first.value(), second.value());
		assertThat(((Admitted) open(INSTANCE, "k")).earlier()).isNotNull();
	}

	@Test
	void keepsAKeyForAMinuteAfterItsEnd() {
		settled(INSTANCE, "k", ACCEPTED);
		this.database.execute("update idempotency set used_at = used_at - interval '24' hour - interval '30' second");
		this.replica.upkeep.deleteExpired();
		assertThat(this.database.number("select count(*) from idempotency")).isOne();
		this.database.execute("update idempotency set used_at = used_at - interval '31' second");
		this.replica.upkeep.deleteExpired();
		assertThat(this.database.number("select count(*) from idempotency")).isZero();
	}

	@Test
	void deletesInBatchesOldestFirst() {
		this.database
			.execute("insert into attempt (id, instance, caller, identity, source_address, opened_at, lease_until, "
					+ "settled_at, outcome) select cast('01970000-0000-7000-8000-' || (100000009999 - x) as uuid), "
					+ "'dds-' || x, 'c', 'c', '::1', current_timestamp, current_timestamp - x * interval '1' day, "
					+ "current_timestamp - x * interval '1' day, 'accepted' from "
					+ ((this.vendor == Vendor.H2) ? "system_range" : "generate_series") + "(1, 1234) t(x)");
		assertThat(this.replica.transactions
			.run(() -> this.replica.attempts.deleteSettled(Replica.ATTEMPT_RETENTION, 500))).isEqualTo(500);
		assertThat(this.database.number("select count(*) from attempt where instance = 'dds-734'")).isOne();
		assertThat(this.database.number("select count(*) from attempt where instance = 'dds-735'")).isZero();
		this.replica.upkeep.deleteOldAttempts();
		assertThat(attempts()).hasSize(89);
	}

	private AttemptId settled(InstanceId instance, String key, ResetOutcome outcome) {
		AttemptId attempt = ((Admitted) open(instance, key)).attempt();
		this.replica.settle(attempt, outcome);
		return attempt;
	}

	private Admission open(InstanceId instance, String key) {
		return ledger().open(Commands.reset(instance.value()).actor(ALICE).key(key).build());
	}

	/** Lets the time pass for attempts. */
	private void age(Duration time) {
		for (String column : List.of("opened_at", "lease_until", "settled_at")) {
			this.database.update(
					"update attempt set " + column + " = " + column
							+ " - cast(? as integer) * interval '1' minute where " + column + " is not null",
					time.toMinutes());
		}
	}

	/** Deletes what is due, after the claims have expired. */
	private void forgetClaims() {
		this.database.execute("update claim set lease_until = current_timestamp - interval '2' hour");
		this.replica.upkeep.deleteExpired();
		this.replica.upkeep.deleteOldAttempts();
	}

	private List<UUID> attempts() {
		return this.database.column(UUID.class, "select id from attempt order by seq");
	}

}
