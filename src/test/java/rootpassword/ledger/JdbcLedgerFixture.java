package rootpassword.ledger;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetLedger.EarlyRefusal;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.Origin;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.command.ResetCommand.CharacterType;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * A ledger in a new database, with the expected rows of the trail.
 */
abstract class JdbcLedgerFixture {

	static final Duration LEASE = Replica.LEASE;

	static final InstanceId INSTANCE = new InstanceId("dds-bp1");

	static final Actor ALICE = new Actor("portal", "alice@example.com", "192.0.2.7");

	static final ResetOutcome REJECTED = new Rejected(Rejection.INSTANCE_STATE,
			new ProviderAnswer(403, "IncorrectDBInstanceState", "5C1A9F1E", null));

	static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	static ResetCommand reset(InstanceId instance) {
		return Commands.reset(instance.value())
			.actor(ALICE)
			.characterType(CharacterType.DB)
			.reason("INC-4711")
			.traceId(TRACE)
			.build();
	}

	final Admitted admitted() {
		return this.replica.admit(reset(INSTANCE));
	}

	static TrailRow opened(AttemptId attempt) {
		return new TrailRow("opened", attempt.value(), "portal", "alice@example.com", "192.0.2.7", "dds-bp1",
				"INC-4711", null, null, null, null, null, TRACE);
	}

	static TrailRow settled(AttemptId attempt, ResetOutcome outcome) {
		return new TrailRow("settled", attempt.value(), "portal", "alice@example.com", "192.0.2.7", "dds-bp1",
				"INC-4711", outcome.word(), (outcome instanceof Rejected rejected) ? rejected.reason().code() : null,
				outcome.answer().requestId(), outcome.answer().code(), outcome.answer().status(), TRACE);
	}

	static TrailRow refused(@Nullable String instance, @Nullable String reason, String rejection) {
		return new TrailRow("refused", null, "portal", "alice@example.com", "192.0.2.7", instance, reason, "rejected",
				rejection, null, null, null, TRACE);
	}

	static TrailRow validated(String outcome, @Nullable String rejection) {
		return new TrailRow("validated", null, "portal", "alice@example.com", "192.0.2.7", "dds-bp1", "INC-4711",
				outcome, rejection, null, null, null, TRACE);
	}

	/** Each database, in a class that is {@code @ParameterizedClass}. */
	@Parameter
	Vendor vendor = Vendor.POSTGRESQL;

	Database database;

	Replica replica;

	@BeforeEach
	void start() {
		this.database = this.vendor.createMigrated();
		this.replica = new Replica(this.database);
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	ResetLedger ledger() {
		return this.replica.ledger;
	}

	void endLease(AttemptId attempt) {
		this.replica.endLease(attempt);
	}

	void sweep() {
		this.replica.upkeep.sweep();
	}

	/** The committed rows, oldest first. */
	List<TrailRow> trail() {
		return this.database.client()
			.sql("select * from trail order by seq")
			.query((row, number) -> new TrailRow(row.getString("event"), row.getObject("attempt_id", UUID.class),
					row.getString("caller"), row.getString("asserted_user"), row.getString("source_address"),
					row.getString("instance"), row.getString("reason"), row.getString("outcome"),
					row.getString("rejection"), row.getString("provider_request_id"), row.getString("provider_code"),
					row.getObject("provider_status", Integer.class), row.getString("trace_id")))
			.list();
	}

	final void refusesEverything(AttemptId attempt) {
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger().validate(reset(INSTANCE)));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().open(reset(INSTANCE)));
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger().settle(attempt, reset(INSTANCE), ACCEPTED));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger().recordLogin(attempt));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger()
			.recordRefusal(new EarlyRefusal(new Origin(ALICE, null, null), INSTANCE, Rejection.FORBIDDEN, false)));
	}

}
