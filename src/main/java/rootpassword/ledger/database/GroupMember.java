package rootpassword.ledger.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

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

	private static final Duration FIRST_PAUSE = Duration.ofMillis(3);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(40);

	final C command;

	final Deadline waitUntil;

	final CompletableFuture<A> answer = new CompletableFuture<>();

	private Duration longestPause = FIRST_PAUSE;

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

	/** Pauses for a random time, which grows, before the command is tried again. */
	void pause() {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(this.longestPause.toNanos()));
		if (this.longestPause.compareTo(LONGEST_PAUSE) < 0) {
			this.longestPause = this.longestPause.multipliedBy(2);
		}
	}

}
