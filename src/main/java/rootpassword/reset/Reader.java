package rootpassword.reset;

import java.util.function.Predicate;

/**
 * Whoever asks what became of an attempt: it may see its own, and those on instances that
 * it audits.
 *
 * @param identity to whom its own attempts belong, see {@link Actor#identity()}
 */
public record Reader(String identity, Predicate<InstanceId> audits) {

	public boolean maySee(Attempt attempt) {
		return attempt.identity().equals(this.identity) || this.audits.test(attempt.instance());
	}

}
