package rootpassword.reset;

import java.util.List;
import java.util.Optional;

import rootpassword.reset.command.InstanceId;

/** The targets in their order: the first that serves an instance is its target. */
public record Targets(List<Target> all) {

	/** The target of the instance; empty if none serves it. */
	public Optional<Target> of(InstanceId instance) {
		return this.all.stream().filter((target) -> target.serves().test(instance)).findFirst();
	}

}
