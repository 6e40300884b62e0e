package rootpassword.ledger.database;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/**
 * Executes one SQL statement for many threads on few connections to PostgreSQL. If a
 * connection is free, a thread executes its statement at once. The statements that wait
 * for a connection at the same time form a group: one transaction with one commit, whose
 * write to disk takes most of the time of a statement. No thread waits for a group to
 * grow. Every transaction takes one round trip and commits itself.
 */
public final class GroupCommit {

	static final int SLOTS = 32;

	/** The driver would split a batch of more than 256 into several transactions. */
	static final int MAX_GROUP = 32;

	/**
	 * More connections would mean smaller groups. With a single one, all threads would
	 * wait for a connection that hangs.
	 */
	static final int CONNECTIONS = 2;

	private final NamedParameterJdbcOperations jdbc;

	private final String sql;

	private final Comparator<Execution> lockOrder;

	private final BlockingQueue<Execution> waiting = new LinkedBlockingQueue<>();

	/**
	 * One for each free connection. The same ones all the time: a count in many slots
	 * takes long to read.
	 */
	private final BlockingQueue<Integer> slots = new ArrayBlockingQueue<>(CONNECTIONS);

	/**
	 * @param sql the statement. Its parameter {@code slot}, from 0 to 31, differs between
	 * groups of this replica that run at the same time
	 * @param lockOrder the parameters that say in which order the statements of a group
	 * take their locks, so that two groups do not wait for each other in a circle
	 */
	public GroupCommit(NamedParameterJdbcOperations jdbc, String sql, String... lockOrder) {
		this.jdbc = jdbc;
		this.sql = sql;
		this.lockOrder = Stream.of(lockOrder)
			.map((name) -> Comparator
				.comparing((Execution execution) -> String.valueOf(execution.parameters.getValue(name))))
			.reduce((first, then) -> first.thenComparing(then))
			.orElseThrow();
		int first = ThreadLocalRandom.current().nextInt(SLOTS);
		IntStream.range(first, first + CONNECTIONS).map((slot) -> slot % SLOTS).forEach(this.slots::add);
	}

	/**
	 * Executes the statement, and returns after the commit.
	 * @param mayStart is asked before the statement is sent, and again before a repeat
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
			if (!this.waiting.isEmpty()) {
				// Another thread goes on: this one returns to its caller
				Thread.ofVirtual().name("group-commit").start(this::executeGroup);
			}
		}
	}

	private List<Execution> nextGroup(int slot) {
		List<Execution> group = new ArrayList<>();
		this.waiting.drainTo(group, MAX_GROUP);
		group.removeIf(Execution::isAbandoned);
		group.forEach((execution) -> execution.parameters.addValue("slot", slot));
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
		try {
			// Without a transaction of the caller, the driver makes the batch one
			int[] changed = this.jdbc.batchUpdate(this.sql,
					group.stream().map(Execution::parameters).toArray(SqlParameterSource[]::new));
			IntStream.range(0, changed.length).forEach((i) -> group.get(i).changed.complete(changed[i]));
		}
		catch (Throwable ex) {
			if (ex instanceof DataAccessException && !(ex instanceof DataAccessResourceFailureException)
					&& !ConnectionEviction.isOfConnection(ex)) {
				// Rolled back. A statement that fails or waits must not hold up the
				// others
				group.stream()
					.filter((execution) -> !execution.isAbandoned())
					.forEach((execution) -> Thread.ofVirtual().name("alone").start(() -> executeAlone(execution)));
			}
			else {
				// No connection, or the group may be committed
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

		/** Asks the caller, and tells it that the statement is not executed. */
		boolean isAbandoned() {
			return !this.mayStart.getAsBoolean()
					&& this.changed.completeExceptionally(new QueryTimeoutException("the caller no longer waits"));
		}

	}

}
