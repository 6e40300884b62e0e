package rootpassword.ledger.database;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Executes one SQL statement for many threads on few connections. A thread that finds a
 * free connection executes its statement alone, in autocommit mode. The statements that
 * wait for a connection at the same time form a group: one transaction with one commit,
 * whose write to disk takes most of the time of a statement. No thread waits for a group
 * to grow.
 */
public final class GroupCommit {

	static final int SLOTS = 32;

	static final int MAX_GROUP = 32;

	/**
	 * More connections would mean smaller groups. With a single one, all threads would
	 * wait for a connection that hangs.
	 */
	static final int CONNECTIONS = 2;

	private final NamedParameterJdbcOperations jdbc;

	private final TransactionOperations transactions;

	private final String sql;

	private final Comparator<Execution> lockOrder;

	private final BlockingQueue<Execution> waiting = new LinkedBlockingQueue<>();

	/** One for each free connection. */
	private final BlockingQueue<Integer> slots = new ArrayBlockingQueue<>(CONNECTIONS);

	/**
	 * @param sql the statement. Its parameter {@code slot}, from 0 to 31, differs between
	 * transactions of this replica that run at the same time
	 * @param lockOrder the parameter that says in which order the statements of a group
	 * take their locks, so that two groups never wait for each other
	 */
	GroupCommit(NamedParameterJdbcOperations jdbc, TransactionOperations transactions, String sql, String lockOrder) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.sql = sql;
		this.lockOrder = Comparator.comparing((execution) -> String.valueOf(execution.parameters.getValue(lockOrder)));
		int first = ThreadLocalRandom.current().nextInt(SLOTS);
		IntStream.range(first, first + CONNECTIONS).map((slot) -> slot % SLOTS).forEach(this.slots::add);
	}

	/**
	 * Executes the statement, and returns after the commit.
	 * @param mayStart is asked just before the statement is sent
	 * @return the number of changed rows
	 * @throws QueryTimeoutException if the statement may not start
	 * @throws DataAccessException if the statement fails, or the connection of its group
	 */
	public int update(MapSqlParameterSource parameters, BooleanSupplier mayStart) {
		Execution execution = new Execution(parameters, mayStart, new CompletableFuture<>());
		this.waiting.add(execution);
		executeGroup();
		try {
			return execution.changed.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

	/** The number of statements that wait for a connection. */
	int waiting() {
		return this.waiting.size();
	}

	/** Executes the statements that wait, unless all connections are in use. */
	private void executeGroup() {
		Integer slot = this.slots.poll();
		if (slot == null) {
			return;
		}
		try {
			execute(nextGroup(slot));
		}
		finally {
			this.slots.add(slot);
		}
		if (!this.waiting.isEmpty()) {
			// This thread has its own result, and leaves the rest to another
			Thread.ofVirtual().name("group-commit").start(this::executeGroup);
		}
	}

	private List<Execution> nextGroup(int slot) {
		List<Execution> group = new ArrayList<>();
		this.waiting.drainTo(group, MAX_GROUP);
		group.removeIf((execution) -> !execution.start(slot));
		group.sort(this.lockOrder);
		return group;
	}

	private void execute(List<Execution> group) {
		if (group.size() > 1) {
			executeTogether(group);
		}
		else {
			group.forEach(this::executeAlone);
		}
	}

	private void executeTogether(List<Execution> group) {
		SqlParameterSource[] parameters = group.stream().map(Execution::parameters).toArray(SqlParameterSource[]::new);
		try {
			int[] changed = Objects
				.requireNonNull(this.transactions.execute((status) -> this.jdbc.batchUpdate(this.sql, parameters)));
			IntStream.range(0, changed.length).forEach((i) -> group.get(i).changed.complete(changed[i]));
		}
		catch (Throwable ex) {
			if (ex instanceof DataAccessException failure && !ConnectionEviction.isOfConnection(failure)) {
				// The group is rolled back. One statement must not fail the others
				group.forEach(this::executeAlone);
			}
			else {
				// The group may be committed
				group.forEach((execution) -> execution.changed.completeExceptionally(ex));
			}
		}
	}

	private void executeAlone(Execution execution) {
		try {
			execution.changed.complete(this.jdbc.update(this.sql, execution.parameters));
		}
		catch (Throwable ex) {
			execution.changed.completeExceptionally(ex);
		}
	}

	private record Execution(MapSqlParameterSource parameters, BooleanSupplier mayStart,
			CompletableFuture<Integer> changed) {

		boolean start(int slot) {
			this.parameters.addValue("slot", slot);
			return this.mayStart.getAsBoolean()
					|| !this.changed.completeExceptionally(new QueryTimeoutException("the caller no longer waits"));
		}

	}

}
