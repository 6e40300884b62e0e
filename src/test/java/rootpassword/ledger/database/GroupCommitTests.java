package rootpassword.ledger.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import rootpassword.kit.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The tests hold locks that keep the connections busy, so that the next statements form a
 * group.
 */
@Execution(ExecutionMode.CONCURRENT)
class GroupCommitTests {

	/** The sessions that wait for an advisory lock. */
	private static final String WAITING = "from pg_locks where locktype = 'advisory' and objid = ? and not granted "
			+ "and database = (select oid from pg_database where datname = current_database())";

	/** Keeps both connections busy. */
	private static final int FIRST = 1;

	/** Keeps the group busy. */
	private static final int SECOND = 2;

	private static final int NONE = 3;

	private static final String INSERT = """
			insert into item (id, slot, xact)
			select :id, :slot, cast(cast(pg_current_xact_id() as text) as bigint)
			from pg_advisory_xact_lock_shared(:lock)
			""";

	private final Database database = Database.postgres();

	private final SingleConnectionDataSource locks = new SingleConnectionDataSource(this.database.url(),
			this.database.username(), this.database.password(), true);

	private final NamedParameterJdbcTemplate lock = new NamedParameterJdbcTemplate(this.locks);

	private HikariDataSource pool;

	private GroupCommit group;

	@BeforeEach
	void start() {
		this.pool = TestPools.pool(this.database);
		// The locks of the test are no fault
		this.pool.setConnectionInitSql("set lock_timeout = 0; set statement_timeout = 0");
		this.pool.addDataSourceProperty("socketTimeout", "60");
		this.database.execute("create table item (id integer primary key, slot integer, xact bigint)");
		this.group = new GroupCommit(new NamedParameterJdbcTemplate(this.pool), INSERT, "id");
		List.of(FIRST, SECOND).forEach((key) -> lock("pg_advisory_lock", key));
	}

	@AfterEach
	void stop() {
		this.locks.destroy();
		this.pool.close();
	}

	@Test
	void executesALoneStatementAtOnce() {
		assertThat(this.group.update(item(1, NONE), () -> true)).isOne();
		assertThat(ids()).containsExactly(1);
	}

	@Test
	void aFailedStatementThrowsItsOwnException() {
		this.group.update(item(1, NONE), () -> true);
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> this.group.update(item(1, NONE), () -> true));
	}

	@Test
	void statementsThatWaitShareTransactions() {
		List<CompletableFuture<Integer>> results = whileBusy(100, NONE);
		unlock(FIRST);
		assertThat(results)
			.allSatisfy((result) -> assertThat(result).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1));
		assertThat(ids()).hasSize(100);
		assertThat(this.database.column(Integer.class, "select count(*) from item where id > 0 group by xact"))
			.allMatch((size) -> size <= GroupCommit.MAX_GROUP)
			.hasSizeLessThan(10);
	}

	@Test
	void transactionsAtTheSameTimeHaveDifferentSlots() {
		whileBusy(0, NONE);
		unlock(FIRST);
		await().until(() -> this.database.number("select count(*) from item") == GroupCommit.CONNECTIONS);
		assertThat(this.database.column(Integer.class, "select slot from item")).doesNotHaveDuplicates()
			.allMatch((slot) -> slot >= 0 && slot < GroupCommit.SLOTS);
	}

	@Test
	void aFailedStatementDoesNotFailItsGroup() {
		this.database.execute("alter table item add check (id <> 13)");
		List<CompletableFuture<Integer>> results = whileBusy(20, NONE);
		unlock(FIRST);
		assertThat(results.remove(12)).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(DataIntegrityViolationException.class);
		assertThat(results)
			.allSatisfy((result) -> assertThat(result).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1));
		assertThat(ids()).hasSize(19).doesNotContain(13);
	}

	@Test
	void aLostConnectionFailsItsGroupWithoutARepeat() {
		List<CompletableFuture<Integer>> results = whileBusy(20, SECOND);
		unlock(FIRST);
		awaitBlocked(1, SECOND);
		this.database.column(Boolean.class, "select pg_terminate_backend(pid) " + WAITING, SECOND);
		assertThat(results).allSatisfy((result) -> assertThat(result).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.havingCause()
			.matches(ConnectionEviction::isOfConnection));
		assertThat(results).extracting(CompletableFuture::exceptionNow)
			.extracting(Throwables::getStackTrace)
			.noneMatch((text) -> text.contains("::int4"));
		unlock(SECOND);
		assertThat(this.group.update(item(100, NONE), () -> true)).isOne();
		assertThat(ids()).containsExactly(100);
	}

	@Test
	void doesNotStartAStatementWhoseCallerHasGivenUp() {
		List<CompletableFuture<Integer>> results = whileBusy(0, NONE);
		results.add(update(item(1, NONE), () -> true));
		CompletableFuture<Integer> abandoned = update(item(2, NONE), () -> false);
		unlock(FIRST);
		assertThat(abandoned).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(QueryTimeoutException.class);
		assertThat(results)
			.allSatisfy((result) -> assertThat(result).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1));
		assertThat(ids()).containsExactly(1);
	}

	@Test
	void doesNotRepeatAStatementWhoseCallerHasGivenUp() {
		this.database.execute("alter table item add check (id <> 13)");
		List<CompletableFuture<Integer>> results = whileBusy(12, NONE);
		CompletableFuture<Integer> failing = update(item(13, NONE), () -> true);
		AtomicBoolean waits = new AtomicBoolean(true);
		CompletableFuture<Integer> abandoned = update(item(14, NONE), () -> waits.getAndSet(false));
		await().until(() -> this.group.waiting() == 14);
		unlock(FIRST);
		assertThat(failing).failsWithin(Duration.ofSeconds(30));
		assertThat(abandoned).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(QueryTimeoutException.class);
		assertThat(results)
			.allSatisfy((result) -> assertThat(result).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1));
		assertThat(ids()).hasSize(12);
	}

	@Test
	void groupsOfTwoReplicasDoNotWaitForEachOther() {
		this.database.execute("create table counter (owner integer primary key, n integer not null)");
		AtomicInteger failures = new AtomicInteger();
		NamedParameterJdbcTemplate counted = new NamedParameterJdbcTemplate(this.pool) {

			@Override
			public int[] batchUpdate(String sql, SqlParameterSource[] group) {
				try {
					return super.batchUpdate(sql, group);
				}
				catch (DataAccessException ex) {
					failures.incrementAndGet();
					throw ex;
				}
			}

		};
		String count = "insert into counter values (:owner, 1) on conflict (owner) do update set n = counter.n + 1";
		List<GroupCommit> replicas = List.of(new GroupCommit(counted, count, "owner"),
				new GroupCommit(counted, count, "owner"));
		List<CompletableFuture<Void>> threads = IntStream.range(0, 64)
			.mapToObj((thread) -> CompletableFuture.runAsync(
					() -> IntStream.range(0, 150)
						.forEach((i) -> replicas.get(thread % 2)
							.update(new MapSqlParameterSource("owner", (thread * 7 + i * 11) % 40), () -> true)),
					(task) -> Thread.ofVirtual().start(task)))
			.toList();
		assertThat(threads).allSatisfy((thread) -> assertThat(thread).succeedsWithin(Duration.ofSeconds(60)));
		assertThat(this.database.number("select sum(n) from counter")).isEqualTo(64 * 150);
		// A deadlock
		assertThat(failures).hasValue(0);
	}

	/** Starts statements 1 to n while each connection executes one that is blocked. */
	private List<CompletableFuture<Integer>> whileBusy(int statements, int key) {
		IntStream.range(0, GroupCommit.CONNECTIONS).forEach((i) -> {
			update(item(-1 - i, FIRST), () -> true);
			awaitBlocked(i + 1, FIRST);
		});
		List<CompletableFuture<Integer>> results = new ArrayList<>();
		IntStream.rangeClosed(1, statements).forEach((id) -> results.add(update(item(id, key), () -> true)));
		await().until(() -> this.group.waiting() == statements);
		return results;
	}

	private CompletableFuture<Integer> update(MapSqlParameterSource parameters, BooleanSupplier mayStart) {
		return CompletableFuture.supplyAsync(() -> this.group.update(parameters, mayStart),
				(task) -> Thread.ofVirtual().start(task));
	}

	private void awaitBlocked(int count, int key) {
		await().until(() -> this.database.number("select count(*) " + WAITING, key) == count);
	}

	private void unlock(int key) {
		lock("pg_advisory_unlock", key);
	}

	private void lock(String function, int key) {
		this.lock.getJdbcOperations().execute("select " + function + "(" + key + ")");
	}

	private List<Integer> ids() {
		return this.database.column(Integer.class, "select id from item where id > 0 order by id");
	}

	private static MapSqlParameterSource item(int id, int lock) {
		return new MapSqlParameterSource("id", id).addValue("lock", lock);
	}

}
