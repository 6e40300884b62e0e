package rootpassword.reset.history;

import java.util.function.Predicate;

import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;

/**
 * A caller that reads attempts. It may see its own attempts, and all attempts on the
 * instances that it audits.
 *
 * @param identity the owner of its attempts, see {@link Actor#identity()}
 * @param audits whether the caller audits an instance
 */
public record AttemptViewer(String identity, Predicate<InstanceId> audits) {

	public boolean maySee(Attempt attempt) {
		return attempt.identity().equals(this.identity) || this.audits.test(attempt.instance());
	}

}
