package rootpassword.reset;

import java.util.function.Predicate;

/**
 * Whoever asks what became of an attempt: it may see its own, and those on instances that
 * it audits.
 *
 * @param caller its name
 */
public record Reader(String caller, Predicate<InstanceId> audits) {

	public boolean maySee(Attempt attempt) {
		return attempt.caller().equals(this.caller) || this.audits.test(attempt.instance());
	}

}
