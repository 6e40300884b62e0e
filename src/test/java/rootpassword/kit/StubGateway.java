package rootpassword.kit;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import rootpassword.reset.AccountGateway;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Target;
import rootpassword.reset.Targets;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.ResetOutcome;

/**
 * A gateway without a provider.
 *
 * @param answer the outcome of each reset
 * @param capacity how many calls it takes at once
 * @param limit the time limit of a call
 */
public record StubGateway(Function<ResetCommand, ResetOutcome> answer, int capacity,
		Duration limit) implements AccountGateway {

	/** A gateway that no test calls. */
	public StubGateway(Duration limit) {
		this((command) -> {
			throw new IllegalStateException("No call is expected");
		}, 512, limit);
	}

	@Override
	public ResetOutcome reset(ResetCommand command, Admitted admission) {
		return this.answer.apply(command);
	}

	/** This gateway as that of the only target. */
	public Targets targets() {
		return new Targets(List.of(new Target("default", null, null, (instance) -> true, this)));
	}

}
