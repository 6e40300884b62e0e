package rootpassword.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Actor;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.EarlyRefusal;
import rootpassword.reset.InstanceId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.Origin;
import rootpassword.reset.ProviderAnswer;
import rootpassword.reset.Rejection;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetOutcome;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import rootpassword.reset.password.RootPassword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MeasuredPortsTests {

	private static final Admitted ADMITTED = new Admitted(new AttemptId(UUID.randomUUID()),
			Deadline.in(Duration.ofHours(1)));

	private static final Actor ACTOR = new Actor("alice", null, "127.0.0.1");

	private static final ResetCommand COMMAND = new ResetCommand(new InstanceId("dds-a"),
			new RootPassword("Canary#4711".toCharArray()), null, new Origin(ACTOR, null, null), null);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final Spans spans = new Spans(Tracer.NOOP, false);

	@Test
	void countsWhatTheLedgerDidNotTake() {
		ResetLedger ledger = new MeasuredLedger(new BrokenLedger(), this.registry, this.spans);
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.open(COMMAND));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.validate(COMMAND));
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.settle(new AttemptId(UUID.randomUUID()), new Unconfirmed(ProviderAnswer.NONE)));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(
				() -> ledger.note(new EarlyRefusal(new Origin(ACTOR, null, null), null, Rejection.FORBIDDEN, false)));
		for (String operation : new String[] { "open", "validate", "settle", "note" }) {
			assertThat(this.registry.get("root.password.ledger")
				.tags("operation", operation, "result", "unavailable")
				.timer()
				.count()).as(operation).isOne();
		}
		assertThat(this.registry.get("root.password.settlements.unrecorded").functionCounter().count()).isOne();
		assertThat(this.registry.get("root.password.notes.lost").functionCounter().count()).isOne();
		assertThat(this.registry.get("root.password.refusals").tag("rejection", "forbidden").counter().count()).isOne();
	}

	@Test
	void knowsHowManyCallsAreUnderWay() {
		AccountGateway gateway = new MeasuredGateway(new ObservedGateway(), this.registry, this.spans);
		assertThat(gateway.reset(COMMAND, ADMITTED)).isEqualTo(new Rejected(Rejection.PROVIDER_DENIED));
		assertThat(open()).isZero();
		assertThat(this.registry.get("root.password.provider.calls")
			.tags("outcome", "rejected", "rejection", "provider-denied")
			.timer()
			.count()).isOne();
		assertThat(gateway.deadline()).isEqualTo(Duration.ofSeconds(7));
		assertThat(gateway.capacity()).isEqualTo(3);
	}

	private double open() {
		return this.registry.get("root.password.attempts.open").gauge().value();
	}

	private final class ObservedGateway implements AccountGateway {

		@Override
		public ResetOutcome reset(ResetCommand command, Admitted admission) {
			assertThat(open()).isOne();
			return new Rejected(Rejection.PROVIDER_DENIED);
		}

		@Override
		public Duration deadline() {
			return Duration.ofSeconds(7);
		}

		@Override
		public int capacity() {
			return 3;
		}

	}

	private static final class BrokenLedger implements ResetLedger {

		@Override
		public Admission open(ResetCommand command) {
			throw unavailable();
		}

		@Override
		public Optional<Admission.Refused> validate(ResetCommand command) {
			throw unavailable();
		}

		@Override
		public void settle(AttemptId attempt, ResetOutcome outcome) {
			throw unavailable();
		}

		@Override
		public void note(EarlyRefusal refusal) {
			throw unavailable();
		}

		private static LedgerUnavailableException unavailable() {
			return new LedgerUnavailableException("No database", new IllegalStateException());
		}

	}

}
