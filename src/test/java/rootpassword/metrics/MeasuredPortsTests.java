package rootpassword.metrics;

import java.time.Duration;
import java.util.UUID;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import rootpassword.kit.Commands;
import rootpassword.kit.FailingLedger;
import rootpassword.kit.StubGateway;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MeasuredPortsTests {

	private static final Admitted ADMITTED = new Admitted(new AttemptId(UUID.randomUUID()),
			Deadline.in(Duration.ofHours(1)));

	private static final ResetCommand COMMAND = Commands.reset("dds-a").build();

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final Spans spans = new Spans(Tracer.NOOP, false);

	@Test
	void countsFailedCallsOfTheLedger() {
		ResetLedger ledger = new MeasuredLedger(new FailingLedger(), this.registry, this.spans);
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.open(COMMAND));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.validate(COMMAND));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger
			.settle(new AttemptId(UUID.randomUUID()), Commands.ANY, new Unconfirmed(ProviderAnswer.NONE)));
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.recordLogin(new AttemptId(UUID.randomUUID())));
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.recordRefusal(Commands.refusal("alice", Rejection.FORBIDDEN)));
		for (String operation : new String[] { "open", "validate", "settle", "login", "note" }) {
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
	void countsOpenCallsOfTheProvider() {
		AccountGateway gateway = new MeasuredAttempts(new StubGateway((command) -> {
			assertThat(open()).isOne();
			return new Rejected(Rejection.PROVIDER_DENIED);
		}, 3, Duration.ofSeconds(7)).targets(), this.registry, this.spans).targets().all().getFirst().gateway();
		assertThat(gateway.reset(COMMAND, ADMITTED)).isEqualTo(new Rejected(Rejection.PROVIDER_DENIED));
		assertThat(open()).isZero();
		assertThat(this.registry.get("root.password.provider.calls")
			.tags("target", "default", "outcome", "rejected", "rejection", "provider-denied")
			.timer()
			.count()).isOne();
		assertThat(gateway.limit()).isEqualTo(Duration.ofSeconds(7));
		assertThat(gateway.capacity()).isEqualTo(3);
	}

	private double open() {
		return this.registry.get("root.password.attempts.open").gauge().value();
	}

}
