package rootpassword.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import rootpassword.kit.database.Database;
import rootpassword.reset.Actor;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.IdempotencyKey;
import rootpassword.reset.InstanceId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Origin;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedgerContract;
import rootpassword.reset.TrailRow;
import rootpassword.reset.password.RootPassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the ledger promises beside the port, on every database.
 */
abstract class JdbcResetLedgerContract extends ResetLedgerContract {

	/** Past the pool, so that it sees only what is committed. */
	JdbcClient outside;

	Database database;

	Replica replica;

	abstract Database freshDatabase();

	@BeforeEach
	void start() {
		this.database = freshDatabase();
		Replica.migrate(this.database);
		this.outside = JdbcClient.create(
				new DriverManagerDataSource(this.database.url(), this.database.username(), this.database.password()));
		this.replica = new Replica(this.database, LEASE);
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	@Override
	protected ResetLedger ledger() {
		return this.replica.ledger;
	}

	@Override
	protected void endLease(AttemptId attempt) {
		this.outside.sql("update attempt set lease_until = current_timestamp where id = ?")
			.param(attempt.value())
			.update();
		this.outside.sql("update claim set lease_until = current_timestamp where attempt_id = ?")
			.param(attempt.value())
			.update();
	}

	@Override
	protected void sweep() {
		this.replica.sweeper.sweep();
	}

	@Override
	protected List<TrailRow> trail() {
		return this.outside.sql("select * from trail order by seq")
			.query((row, number) -> new TrailRow(row.getString("event"), row.getObject("attempt_id", UUID.class),
					row.getString("caller"), row.getString("asserted_user"), row.getString("source_address"),
					row.getString("instance"), row.getString("reason"), row.getString("outcome"),
					row.getString("rejection"), row.getString("provider_request_id"), row.getString("provider_code"),
					row.getObject("provider_status", Integer.class), row.getString("trace_id")))
			.list();
	}

	@Test
	void datesTheTrailByTheDatabasesClock() {
		ledger().settle(admitted().attempt(), ACCEPTED);
		assertThat(this.outside.sql(
				"select count(*) from trail where at between current_timestamp - interval '5' minute and current_timestamp")
			.query(Integer.class)
			.single()).isEqualTo(2);
	}

	@Test
	void keepsOnlyTheLatestOutcomeOfTheAttempt() {
		AttemptId attempt = admitted().attempt();
		endLease(attempt);
		sweep();
		assertThat(this.replica.sweeper.swept()).isPositive();
		assertThat(outcomeOf(attempt)).isEqualTo("unconfirmed");
		ledger().settle(attempt, ACCEPTED);
		assertThat(outcomeOf(attempt)).isEqualTo("accepted");
	}

	@Test
	void leasesAsLongAsItWasTold() {
		try (Replica patient = new Replica(this.database, Duration.ofHours(2))) {
			patient.ledger.open(reset(INSTANCE));
		}
		assertThat(this.outside.sql("select count(*) from attempt a join claim c on c.attempt_id = a.id "
				+ "where a.lease_until between a.opened_at + interval '7199' second(4) and a.opened_at + interval '7201' second(4) "
				+ "and c.lease_until between a.opened_at + interval '7199' second(4) and a.opened_at + interval '7201' second(4)")
			.query(Integer.class)
			.single()).isOne();
	}

	@Test
	void cutsWhatIsTooLongForItsColumn() {
		String endless = "x".repeat(1000);
		Actor actor = new Actor(endless, endless, endless);
		ledger().note(new EarlyRefusal(new Origin(actor, null, endless), INSTANCE, Rejection.INVALID_REQUEST, false));
		ledger().open(new ResetCommand(INSTANCE, new RootPassword(new char[0]), null,
				new Origin(actor, endless, endless), null));
		assertThat(trail()).hasSize(2).allSatisfy((row) -> {
			assertThat(row.caller()).hasSize(100);
			assertThat(row.assertedUser()).hasSize(200);
			assertThat(row.sourceAddress()).hasSize(45);
			assertThat(row.traceId()).hasSize(32);
		});
		assertThat(trail().getLast().reason()).hasSize(200);
	}

	@Test
	void takesTheLongestInstanceId() {
		InstanceId longest = new InstanceId("dds-" + "x".repeat(60));
		assertThat(ledger().open(reset(longest))).isInstanceOf(Admitted.class);
	}

	@Test
	void saysSoWhenTheDatabaseIsGone() {
		AttemptId attempt = admitted().attempt();
		this.replica.close();
		refusesEverything(attempt);
		assertThat(trail()).hasSize(1);
	}

	@Test
	void looksWithoutWaitingForAnybodyAndLeavesNothingBehind() throws SQLException {
		ResetCommand keyed = new ResetCommand(INSTANCE, new RootPassword("A".toCharArray()), null,
				new Origin(ALICE, null, null), new IdempotencyKey("k"));
		assertThat(ledger().validate(keyed)).isEmpty();
		for (String table : new String[] { "attempt", "claim", "idempotency" }) {
			assertThat(this.outside.sql("select count(*) from " + table).query(Integer.class).single()).isZero();
		}
		AttemptId attempt = ((Admitted) ledger().open(keyed)).attempt();
		ledger().settle(attempt, ACCEPTED);
		try (Connection locking = this.database.connect(); Statement lock = locking.createStatement()) {
			locking.setAutoCommit(false);
			lock.execute("select * from claim for update");
			lock.execute("select * from attempt for update");
			lock.execute("select * from idempotency for update");
			assertThat(ledger().validate(keyed)).isEmpty();
			assertThat(ledger().validate(reset(INSTANCE))).isEmpty();
		}
		assertThat(this.outside.sql("select count(*) from attempt").query(Integer.class).single()).isOne();
	}

	@Test
	void undoesAllOfAnAttemptThatItCannotWriteDownInFull() {
		this.outside.sql("alter table trail rename to elsewhere").update();
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().open(reset(INSTANCE)));
		this.outside.sql("alter table elsewhere rename to trail").update();
		assertThat(this.outside.sql("select count(*) from attempt").query(Integer.class).single()).isZero();
		assertThat(ledger().open(reset(INSTANCE))).isInstanceOf(Admitted.class);
	}

	@Test
	void aSweepWithoutADatabaseIsOnlyPutOff() {
		endLease(admitted().attempt());
		Replica cutOff = new Replica(this.database, LEASE);
		cutOff.close();
		cutOff.sweeper.sweep();
		assertThat(trail()).hasSize(1);
	}

	final void refusesEverything(AttemptId attempt) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger().validate(reset(INSTANCE)));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().open(reset(INSTANCE)));
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger().settle(attempt, ACCEPTED));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger()
			.note(new EarlyRefusal(new Origin(ALICE, null, null), INSTANCE, Rejection.FORBIDDEN, false)));
	}

	private String outcomeOf(AttemptId attempt) {
		return this.outside.sql("select outcome from attempt where id = ?")
			.param(attempt.value())
			.query(String.class)
			.single();
	}

}
