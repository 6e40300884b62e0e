package rootpassword.metrics;

import java.time.Duration;
import java.util.List;
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
import rootpassword.reset.ResetReceipt;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
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

	/** Of two targets, with the second as that of the command. */
	@Test
	void measuresEachTargetAlone() {
		AccountGateway gateway = new StubGateway((command) -> {
			assertThat(open("called")).isOne();
			assertThat(open("other")).isZero();
			return new Rejected(Rejection.PROVIDER_DENIED);
		}, 3, Duration.ofSeconds(7));
		MeasuredAttempts attempts = new MeasuredAttempts(
				new Targets(List.of(new Target("other", null, null, (id) -> false, gateway),
						new Target("called", null, null, (id) -> true, gateway))),
				this.registry, this.spans);
		AccountGateway measured = attempts.targets().of(COMMAND.instance()).orElseThrow().gateway();
		assertThat(measured.reset(COMMAND, ADMITTED)).isEqualTo(new Rejected(Rejection.PROVIDER_DENIED));
		attempts.answered("called", rejected(Rejection.PROVIDER_DENIED), Duration.ZERO);
		for (String timer : new String[] { "provider.calls", "resets" }) {
			assertThat(denied(timer, "called")).isOne();
			assertThat(denied(timer, "other")).isZero();
		}
		assertThat(open("called")).isZero();
		assertThat(measured.limit()).isEqualTo(Duration.ofSeconds(7));
		assertThat(measured.capacity()).isEqualTo(3);
	}

	@Test
	void countsAnInstanceThatNoTargetServesAsARequestOnly() {
		ResetLedger ledger = new MeasuredLedger(new FailingLedger(), this.registry, this.spans);
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> ledger.recordRefusal(Commands.refusal("alice", Rejection.INSTANCE_NOT_FOUND)));
		new MeasuredAttempts(new Targets(List.of()), this.registry, this.spans).answered(null,
				rejected(Rejection.INSTANCE_NOT_FOUND), Duration.ZERO);
		assertThat(this.registry.find("root.password.refusals").tag("rejection", "instance-not-found").counter())
			.isNull();
		assertThat(this.registry.get("root.password.resets")
			.tags("target", "none", "rejection", "instance-not-found")
			.timer()
			.count()).isOne();
	}

	private static ResetReceipt rejected(Rejection reason) {
		return new ResetReceipt(null, new Rejected(reason), false, false, null, null, false);
	}

	private long denied(String timer, String target) {
		return this.registry.get("root.password." + timer)
			.tags("target", target, "rejection", "provider-denied")
			.timer()
			.count();
	}

	private double open(String target) {
		return this.registry.get("root.password.attempts.open").tag("target", target).gauge().value();
	}

}
