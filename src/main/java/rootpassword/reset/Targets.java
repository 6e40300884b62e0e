package rootpassword.reset;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import rootpassword.reset.command.InstanceId;

/** The targets in their order: the first that serves an instance is its target. */
public record Targets(List<Target> all) {

	/** The maximum duration of a call. */
	public Duration limit() {
		return this.all.stream()
			.map((target) -> target.gateway().limit())
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	/** The target of the instance; empty if none serves it. */
	public Optional<Target> of(InstanceId instance) {
		return this.all.stream().filter((target) -> target.serves().test(instance)).findFirst();
	}

	/** Whether the target of this name is that of the instance. */
	public boolean serves(String name, InstanceId instance) {
		return of(instance).filter((target) -> target.name().equals(name)).isPresent();
	}

}
