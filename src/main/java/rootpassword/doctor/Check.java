package rootpassword.doctor;

import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Something to check. It changes nothing, and it may throw: that is a finding as well.
 *
 * @param name of the row if the work throws, or does not end in time
 * @param target the target that it is about; {@code null} if it is about all
 */
public record Check(String name, @Nullable String target, Needs needs, Callable<List<Finding>> work) {

	/** A check with one finding. */
	public static Check of(String name, @Nullable String target, Needs needs, Callable<Finding> work) {
		return new Check(name, target, needs, () -> List.of(work.call()));
	}

	/** What an option can switch off. */
	public enum Needs {

		/** Files of this machine. */
		NOTHING,
		/** {@code --offline} switches it off. */
		NETWORK,
		/** A call that resets passwords: {@code --no-call} switches it off as well. */
		CALL

	}

}
