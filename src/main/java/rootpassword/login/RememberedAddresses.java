package rootpassword.login;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceAddresses;
import rootpassword.reset.command.InstanceId;

/**
 * Asks the provider for addresses, and remembers them for an hour. Without an address, or
 * with addresses that do not work, it asks again after a minute: a missing permission
 * must not cost a call for each reset.
 */
final class RememberedAddresses implements AddressSource {

	static final int MAX_INSTANCES = 1000;

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final InstanceAddresses provider;

	private final LongSupplier nanoTime;

	/** The oldest look-up first. */
	private final LinkedHashMap<InstanceId, Memory> memories = new LinkedHashMap<>();

	RememberedAddresses(InstanceAddresses provider, LongSupplier nanoTime) {
		this.provider = provider;
		this.nanoTime = nanoTime;
	}

	@Override
	public List<AddressPattern> of(InstanceId instance, Deadline deadline) {
		List<AddressPattern> remembered = recall(instance);
		if (remembered != null) {
			return remembered;
		}
		List<AddressPattern> found = this.provider.of(instance, deadline).stream().map(AddressPattern::of).toList();
		remember(instance, new Memory(found, this.nanoTime.getAsLong(), found.isEmpty() ? MINUTE : HOUR));
		return found;
	}

	@Override
	public synchronized void doubt(InstanceId instance) {
		this.memories.computeIfPresent(instance,
				(same, memory) -> new Memory(memory.addresses(), memory.since(), MINUTE));
	}

	private synchronized @Nullable List<AddressPattern> recall(InstanceId instance) {
		Memory memory = this.memories.get(instance);
		return (memory != null && this.nanoTime.getAsLong() - memory.since() < memory.lifetime()) ? memory.addresses()
				: null;
	}

	private synchronized void remember(InstanceId instance, Memory memory) {
		this.memories.putLast(instance, memory);
		if (this.memories.size() > MAX_INSTANCES) {
			this.memories.pollFirstEntry();
		}
	}

	/** The result of a look-up. */
	private record Memory(List<AddressPattern> addresses, long since, long lifetime) {
	}

}
