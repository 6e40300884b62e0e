package rootpassword.ledger.database;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.reset.LedgerUnavailableException;

/**
 * Runs the same work for many callers in few transactions. Commands that wait at the same
 * time form a group: one transaction with one commit, whose write to disk takes most of
 * the time. No command waits for a group to grow, so a group of one is the normal case.
 *
 * @param <C> a command
 * @param <A> the answer to a command
 */
public final class GroupedTransactions<C, A> {

	/** The maximum number of commands in a transaction. */
	public static final int MAX_GROUP = 32;

	/**
	 * With more groups at once, each would be smaller. With a single one, all callers
	 * would wait for a connection that hangs.
	 */
	static final int GROUPS_AT_ONCE = 2;

	/** Lock timeout of PostgreSQL and of H2, and deadlock of both. */
	private static final Set<String> LOCKED = Set.of("55P03", "40P01", "HYT00", "40001");

	private final TransactionOperations transactions;

	private final DatabaseDeadline timeLimit;

	private final Function<List<C>, List<Optional<A>>> work;

	private final BlockingQueue<GroupMember<C, A>> waiting = new LinkedBlockingQueue<>();

	private final Semaphore groups = new Semaphore(GROUPS_AT_ONCE);

	/**
	 * @param work answers the commands within a transaction, in their order; empty for a
	 * command that has to wait for the lock of another transaction
	 */
	GroupedTransactions(TransactionOperations transactions, DatabaseDeadline timeLimit,
			Function<List<C>, List<Optional<A>>> work) {
		this.transactions = transactions;
		this.timeLimit = timeLimit;
		this.work = work;
	}

	/**
	 * Returns the answer to the command after the commit.
	 * @param inDoubt gets the answer if its transaction may be committed although this
	 * method throws
	 * @throws LedgerUnavailableException if it is not certain that it is committed
	 */
	public A run(C command, Consumer<A> inDoubt) {
		GroupMember<C, A> member = new GroupMember<>(command, this.timeLimit.waitDeadline());
		enqueue(member);
		try {
			return this.timeLimit.await(member.answer);
		}
		catch (LedgerUnavailableException ex) {
			member.abandon().ifPresent(inDoubt);
			throw ex;
		}
	}

	private void enqueue(GroupMember<C, A> member) {
		this.waiting.add(member);
		startGroup();
	}

	private void startGroup() {
		if (!this.waiting.isEmpty() && this.groups.tryAcquire()) {
			start(() -> {
				try {
					List<GroupMember<C, A>> group = new ArrayList<>();
					this.waiting.drainTo(group, MAX_GROUP);
					execute(group);
				}
				finally {
					this.groups.release();
					startGroup();
				}
			});
		}
	}

	private void execute(List<GroupMember<C, A>> members) {
		List<GroupMember<C, A>> group = members.stream().filter((member) -> !member.isAbandoned()).toList();
		if (group.isEmpty()) {
			return;
		}
		AtomicBoolean committing = new AtomicBoolean();
		List<Optional<A>> answers;
		try {
			answers = this.transactions.execute((status) -> {
				List<Optional<A>> decided = this.work.apply(group.stream().map((member) -> member.command).toList());
				committing.set(beginCommit(group, decided));
				if (!committing.get()) {
					status.setRollbackOnly();
				}
				return decided;
			});
		}
		catch (Throwable ex) {
			fail(group, ex, committing.get());
			return;
		}
		if (!committing.get()) {
			// A caller has given up: again without its command
			execute(group);
			return;
		}
		for (int i = 0; i < group.size(); i++) {
			GroupMember<C, A> member = group.get(i);
			answers.get(i).ifPresentOrElse(member.answer::complete, () -> repeat(member));
		}
	}

	/** Begins the commit, unless a caller has given up. */
	private boolean beginCommit(List<GroupMember<C, A>> group, List<Optional<A>> answers) {
		return IntStream.range(0, group.size())
			.allMatch((i) -> answers.get(i).map(group.get(i)::beginCommit).orElse(true));
	}

	private void fail(List<GroupMember<C, A>> group, Throwable failure, boolean committing) {
		boolean conflict = failure instanceof DataAccessException ex && isConflict(ex);
		boolean ofAll = failure instanceof LedgerUnavailableException || failure instanceof TransactionException
				|| failure instanceof DataAccessResourceFailureException || DatabaseDeadline.isOfConnection(failure);
		if (conflict && group.size() == 1) {
			group.forEach(this::repeat);
		}
		else if (group.size() > 1 && !ofAll && (conflict || !committing)) {
			// Rolled back. A command that fails or waits must not hold up the others
			group.forEach((member) -> start(() -> execute(List.of(member))));
		}
		else {
			group.forEach((member) -> member.answer.completeExceptionally(failure));
		}
	}

	/**
	 * Whether the failure is a conflict with another transaction, so that this one is
	 * rolled back.
	 */
	private static boolean isConflict(DataAccessException failure) {
		// Duplicate: two transactions inserted the row of an instance, which exists now
		return failure instanceof DuplicateKeyException || failure instanceof PessimisticLockingFailureException
				|| (failure.getCause() instanceof SQLException cause
						&& LOCKED.contains(String.valueOf(cause.getSQLState())));
	}

	/** Tries the command again later, which keeps its deadline. */
	private void repeat(GroupMember<C, A> member) {
		if (member.waitUntil.isOver()) {
			member.answer.completeExceptionally(new QueryTimeoutException("another transaction holds a lock"));
			return;
		}
		start(() -> {
			member.pause();
			enqueue(member);
		});
	}

	private static void start(Runnable task) {
		Thread.ofVirtual().name("ledger").start(task);
	}

}
