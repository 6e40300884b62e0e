package rootpassword.ledger.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;

/**
 * A command of {@link GroupedTransactions}. Either its caller gives up first, and it is
 * not committed; or the commit begins first, and the caller cannot know whether it
 * succeeds.
 *
 * @param <C> a command
 * @param <A> the answer to a command
 */
final class GroupMember<C, A> {

	final C command;

	final Deadline waitUntil;

	final CompletableFuture<A> answer = new CompletableFuture<>();

	Duration pause = LockRetry.FIRST_PAUSE;

	private @Nullable A committing;

	private boolean abandoned;

	GroupMember(C command, Deadline waitUntil) {
		this.command = command;
		this.waitUntil = waitUntil;
	}

	/** Begins the commit; false if the caller has given up. */
	synchronized boolean beginCommit(A answer) {
		this.committing = answer;
		return !this.abandoned;
	}

	/** Gives up; the answer if its commit has begun before. */
	synchronized Optional<A> abandon() {
		this.abandoned = true;
		return Optional.ofNullable(this.committing);
	}

	synchronized boolean isAbandoned() {
		return this.abandoned;
	}

}
