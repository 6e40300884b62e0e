package rootpassword.ledger.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.kit.database.Database;
import rootpassword.reset.LedgerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Each command is a number, which the work inserts. Negative numbers keep both groups
 * busy, so that the next commands form a group.
 */
@Execution(ExecutionMode.CONCURRENT)
class GroupedTransactionsTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private final Database database = Database.postgres();

	private final HikariDataSource pool = TestPools.pool(this.database);

	private final JdbcClient jdbc = JdbcClient.create(this.pool);

	private final CountDownLatch busy = new CountDownLatch(1);

	/** Called with each group, after its rows are inserted. */
	private Consumer<List<Integer>> beforeCommit = (numbers) -> {
	};

	private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());

	private final List<Integer> inDoubt = Collections.synchronizedList(new ArrayList<>());

	private volatile boolean lockHeld;

	private GroupedTransactions<Integer, Integer> grouped = grouped(transactions(), SOON);

	@AfterEach
	void stop() {
		this.busy.countDown();
		this.pool.close();
	}

	@Test
	void answersALoneCommandAtOnce() {
		createTable("");
		assertThat(run(1)).isEqualTo(10);
		assertThat(numbers()).containsExactly(1);
	}

	@Test
	void commandsThatWaitShareTransactions() {
		createTable("");
		List<CompletableFuture<Integer>> answers = whileBusy(100);
		this.busy.countDown();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(SOON));
		assertThat(answers).extracting(CompletableFuture::join).startsWith(10, 20, 30);
		assertThat(numbers()).hasSize(100);
		assertThat(this.database.column(Integer.class, "select count(*) from item where id > 0 group by xact"))
			.allMatch((size) -> size <= GroupedTransactions.MAX_GROUP)
			.hasSizeLessThan(10);
	}

	@Test
	void aFailedCommandDoesNotFailItsGroup() {
		createTable("check (id <> 13)");
		List<CompletableFuture<Integer>> answers = whileBusy(20);
		this.busy.countDown();
		assertThat(answers.remove(12)).failsWithin(SOON)
			.withThrowableThat()
			.withCauseInstanceOf(LedgerUnavailableException.class);
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(SOON));
		assertThat(numbers()).hasSize(19).doesNotContain(13);
	}

	@Test
	void aLostConnectionFailsItsGroupWithoutARepeat() {
		createTable("");
		this.beforeCommit = (numbers) -> {
			if (numbers.contains(1)) {
				this.jdbc.sql("select pg_terminate_backend(pg_backend_pid())").query(Boolean.class).single();
			}
		};
		List<CompletableFuture<Integer>> answers = whileBusy(20);
		this.busy.countDown();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).failsWithin(SOON));
		assertThat(this.groups).filteredOn((group) -> group.contains(1)).hasSize(1);
		assertThat(this.inDoubt).isEmpty();
		assertThat(run(100)).isEqualTo(1000);
		assertThat(numbers()).containsExactly(100);
	}

	@Test
	void aCommitThatFailsIsNotRepeated() {
		createTable("");
		this.database.execute(
				"create function fail() returns trigger language plpgsql as "
						+ "'begin raise exception ''no commit''; end'",
				"create constraint trigger late after insert on item deferrable initially deferred "
						+ "for each row when (new.id = 7) execute function fail()");
		List<CompletableFuture<Integer>> answers = whileBusy(10);
		this.busy.countDown();
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).failsWithin(SOON));
		assertThat(this.groups).filteredOn((group) -> group.contains(7)).hasSize(1);
		await().until(() -> this.inDoubt.size() == 10);
		assertThat(numbers()).isEmpty();
	}

	@Test
	void aGroupIsRepeatedWithoutACommandWhoseCallerHasGivenUp() throws Exception {
		createTable("");
		CountDownLatch given = new CountDownLatch(1);
		this.beforeCommit = (numbers) -> {
			if (numbers.contains(-3)) {
				join(given);
			}
		};
		whileBusy(0);
		AtomicReference<Thread> caller = new AtomicReference<>();
		CompletableFuture<Integer> impatient = start(-3, caller);
		CompletableFuture<Integer> patient = start(2, new AtomicReference<>());
		this.busy.countDown();
		await().until(() -> this.groups.contains(List.of(-3, 2)));
		caller.get().interrupt();
		assertThat(impatient).failsWithin(SOON);
		given.countDown();
		assertThat(patient).succeedsWithin(SOON);
		assertThat(this.database.column(Integer.class, "select id from item where id in (2, -3)")).containsExactly(2);
		assertThat(this.inDoubt).isEmpty();
	}

	@Test
	void aCommandWhoseCommitHasBegunIsInDoubt() {
		createTable("");
		AtomicBoolean begun = new AtomicBoolean();
		TransactionOperations transactions = transactions();
		this.grouped = grouped(new TransactionOperations() {

			@Override
			public <T> T execute(TransactionCallback<T> action) {
				return transactions.execute((status) -> {
					T result = action.doInTransaction(status);
					begun.set(true);
					join(GroupedTransactionsTests.this.busy);
					return result;
				});
			}

		}, SOON);
		AtomicReference<Thread> caller = new AtomicReference<>();
		CompletableFuture<Integer> answer = start(1, caller);
		await().until(begun::get);
		caller.get().interrupt();
		assertThat(answer).failsWithin(SOON);
		assertThat(this.inDoubt).containsExactly(10);
		this.busy.countDown();
		await().until(() -> numbers().contains(1));
	}

	@Test
	void aCommandThatHasToWaitDoesNotDelayItsGroup() {
		createTable("");
		this.lockHeld = true;
		List<CompletableFuture<Integer>> answers = whileBusy(10);
		this.busy.countDown();
		CompletableFuture<Integer> waiting = answers.remove(4);
		assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(SOON));
		assertThat(waiting).isNotDone();
		this.lockHeld = false;
		assertThat(waiting).succeedsWithin(SOON);
		assertThat(numbers()).hasSize(10);
	}

	@Test
	void aCommandThatHasToWaitKeepsItsDeadline() {
		createTable("");
		// Takes a connection, which may take long
		run(1);
		this.grouped = grouped(transactions(), Duration.ofSeconds(2));
		this.lockHeld = true;
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> run(5));
		assertThat(this.groups).hasSizeGreaterThan(2);
	}

	@Test
	void repeatsAConflict() {
		createTable("");
		AtomicReference<RuntimeException> conflict = new AtomicReference<>(new CannotAcquireLockException("first"));
		this.beforeCommit = (numbers) -> {
			RuntimeException first = conflict.getAndSet(null);
			if (first != null) {
				throw first;
			}
		};
		assertThat(run(1)).isEqualTo(10);
		assertThat(numbers()).containsExactly(1);
	}

	private GroupedTransactions<Integer, Integer> grouped(TransactionOperations transactions, Duration limit) {
		return new GroupedTransactions<>(transactions, new DatabaseDeadline(limit, this.pool), this::work);
	}

	private TransactionOperations transactions() {
		return new TransactionTemplate(new JdbcTransactionManager(this.pool));
	}

	/** Command 5 has to wait while the lock is held. */
	private List<Optional<Integer>> work(List<Integer> numbers) {
		this.groups.add(numbers);
		List<Integer> ready = numbers.stream().filter((number) -> number != 5 || !this.lockHeld).toList();
		ready.forEach((number) -> this.jdbc
			.sql("insert into item (id, xact) values (?, cast(cast(pg_current_xact_id() as text) as bigint))")
			.param(number)
			.update());
		if (ready.contains(-1) || ready.contains(-2)) {
			join(this.busy);
		}
		this.beforeCommit.accept(numbers);
		return numbers.stream()
			.map((number) -> ready.contains(number) ? Optional.of(number * 10) : Optional.<Integer>empty())
			.toList();
	}

	private List<CompletableFuture<Integer>> whileBusy(int commands) {
		for (int number = -1; number >= -GroupedTransactions.GROUPS_AT_ONCE; number--) {
			int groups = -number;
			start(number, new AtomicReference<>());
			await().until(() -> this.groups.size() == groups);
		}
		List<CompletableFuture<Integer>> answers = new ArrayList<>();
		IntStream.rangeClosed(1, commands).forEach((number) -> answers.add(start(number, new AtomicReference<>())));
		return answers;
	}

	/** Runs the command, and returns when its caller waits. */
	private CompletableFuture<Integer> start(int number, AtomicReference<Thread> caller) {
		CompletableFuture<Integer> answer = new CompletableFuture<>();
		caller.set(Thread.ofPlatform().start(() -> {
			try {
				answer.complete(run(number));
			}
			catch (Throwable ex) {
				answer.completeExceptionally(ex);
			}
		}));
		await().until(() -> caller.get().getState() == Thread.State.TIMED_WAITING || answer.isDone());
		return answer;
	}

	private int run(int number) {
		return this.grouped.run(number, this.inDoubt::add);
	}

	private void createTable(String constraint) {
		this.database.execute("create table item (id integer primary key " + constraint + ", xact bigint)");
	}

	private List<Integer> numbers() {
		return this.database.column(Integer.class, "select id from item where id > 0 order by id");
	}

	private static void join(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
