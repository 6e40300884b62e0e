package rootpassword.alibaba;

import java.time.Duration;
import java.util.Comparator;

import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

/** One gateway that leads to those of all targets. */
record TargetRouter(Targets targets) implements AccountGateway {

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		return this.targets.of(command.instance())
			.map((target) -> target.gateway().reset(command, admission))
			.orElseGet(() -> new Rejected(Rejection.INSTANCE_NOT_FOUND));
	}

	@Override
	public Duration limit() {
		return this.targets.all()
			.stream()
			.map((target) -> target.gateway().limit())
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	@Override
	public int capacity() {
		return this.targets.all().stream().map(Target::gateway).mapToInt(AccountGateway::capacity).sum();
	}

}
