package rootpassword.export;

import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.export.Post.RefusedException;
import rootpassword.kit.LogWatch;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.reset.evidence.SealedRow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class ExporterTests {

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.export");

	private static final String INSERT = "insert into trail (event, caller, source_address) values ('refused', 'c', '::1')";

	@ParameterizedTest
	@EnumSource
	void exportsAllRowsAsTheyAreSealed(Vendor vendor) {
		Database database = vendor.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database).start()) {
			fill(database, vendor, 1203);
			sealing.seal();
			awaitIndexes(replica, 1203);
			fill(database, vendor, 2);
			sealing.seal();
			awaitIndexes(replica, 1205);
			assertThat(replica.received.getLast().row()).contains("\"caller\":\"c\"");
			await().until(() -> replica.metric("lag") == 0);
			assertThat(replica.metric("rows")).isEqualTo(1205);
			assertThat(replica.metric("age")).isZero();
			assertThat(database.number("select next_idx from export_cursor where destination = 'webhook'"))
				.isEqualTo(1205);
		}
	}

	@ParameterizedTest
	@EnumSource
	void skipsNoRowThatCommitsLate(Vendor vendor) throws Exception {
		Database database = vendor.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database).start();
				Connection slow = database.connect();
				Statement statement = slow.createStatement()) {
			slow.setAutoCommit(false);
			statement.executeUpdate(INSERT);
			database.execute(INSERT, INSERT);
			sealing.seal();
			awaitIndexes(replica, 2);
			slow.commit();
			database.execute(INSERT);
			sealing.seal();
			awaitIndexes(replica, 4);
			assertThat(replica.received).extracting(SealedRow::seq).containsExactly(2L, 3L, 1L, 4L);
		}
	}

	@ParameterizedTest
	@EnumSource
	void movesOnlyOnAConfirmation(Vendor vendor) {
		Database database = vendor.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			List.of(new IOException("away"), new RefusedException(503, null), new RefusedException(400, null),
					new IOException("away"))
				.forEach(replica.failures::add);
			replica.outages.set(3);
			fill(database, vendor, 700);
			sealing.seal();
			CountDownLatch answer = new CountDownLatch(1);
			replica.answerAfter(answer);
			replica.start();
			await().until(() -> replica.failures.isEmpty() && replica.batches.get() == 5);
			assertThat(replica.metric("failures")).isEqualTo(4);
			assertThat(replica.metric("lag")).isEqualTo(700);
			assertThat(replica.metric("age")).isPositive();
			assertThat(database.number("select next_idx from export_cursor where destination = 'webhook'")).isZero();
			answer.countDown();
			awaitIndexes(replica, 700);
		}
	}

	@Test
	void aCursorBeyondTheEndSkipsNoRow() {
		Database database = Vendor.H2.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			fill(database, Vendor.H2, 20);
			sealing.seal();
			database.execute("update export_cursor set next_idx = 30 where destination = 'webhook'");
			replica.start();
			await().until(() -> replica.metric("conflict") == 1);
			fill(database, Vendor.H2, 15);
			sealing.seal();
			await().untilAsserted(
					() -> assertThat(replica.indexes()).isEqualTo(LongStream.range(20, 35).boxed().toList()));
			assertThat(replica.metric("conflict")).as("until the next start").isOne();
			assertThat(this.log.lines("The trail has 20 rows, and 30 had reached webhook")).hasSize(1);
		}
	}

	@Test
	void aConflictIsToldOnceUntilItIsSettled() {
		Database database = Vendor.H2.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			for (int i = 0; i < 4; i++) {
				replica.failures.add(new RefusedException(409, null));
			}
			fill(database, Vendor.H2, 3);
			sealing.seal();
			CountDownLatch answer = new CountDownLatch(1);
			replica.answerAfter(answer);
			replica.start();
			await().until(() -> replica.batches.get() == 5);
			assertThat(replica.metric("conflict")).isOne();
			assertThat(replica.metric("failures")).isEqualTo(4);
			assertThat(this.log.lines("is not exported to webhook: it answers 409")).hasSize(1);
			answer.countDown();
			awaitIndexes(replica, 3);
			await().until(() -> replica.metric("conflict") == 0);
		}
	}

	@Test
	void sendsSmallerBatchesUntilTheDestinationTakesThem() {
		Database database = Vendor.H2.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			replica.largest = 100;
			fill(database, Vendor.H2, 700);
			sealing.seal();
			replica.start();
			awaitIndexes(replica, 700);
			// 500, 250 and 125 were too large; a last one of one row is none for ever
			assertThat(replica.metric("failures")).isEqualTo(3);
			replica.largest = 0;
			fill(database, Vendor.H2, 1);
			sealing.seal();
			await().until(() -> replica.metric("failures") > 5);
			replica.largest = 100;
			awaitIndexes(replica, 701);
		}
	}

	@Test
	void stopsWhenTheDestinationIsGone() {
		Database database = Vendor.H2.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			replica.failures.add(new RefusedException(410, null));
			fill(database, Vendor.H2, 3);
			sealing.seal();
			replica.start();
			await().until(() -> replica.metric("stopped") == 1);
			fill(database, Vendor.H2, 2);
			sealing.seal();
			// It goes on looking, and keeps the lease
			await().until(() -> replica.metric("lag") == 5);
			String lease = lease(database);
			await().untilAsserted(() -> assertThat(lease(database)).isGreaterThan(lease));
			assertThat(replica.batches).hasValue(1);
			assertThat(replica.metric("age")).isPositive();
			assertThat(this.log.lines("not exported to webhook any more: it answers 410")).hasSize(1);
		}
	}

	/** Only possible on H2 by a deletion; on PostgreSQL a partition is detached. */
	@Test
	void countsRowsOfArchivedMonths() {
		Database database = Vendor.H2.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			fill(database, Vendor.H2, 600);
			sealing.seal();
			database.execute("delete from trail where seq <= 510 or seq = 600");
			replica.start();
			await().until(() -> replica.metric("skipped") == 511);
			assertThat(replica.indexes()).isEqualTo(LongStream.range(510, 599).boxed().toList());
			assertThat(replica.metric("rows")).isEqualTo(89);
		}
	}

	@Test
	void oneReplicaExportsAndAnotherOneTakesOver() throws Exception {
		Database database = Vendor.POSTGRESQL.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica first = new ExportReplica(database).start();
				ExportReplica second = new ExportReplica(database)) {
			fill(database, Vendor.POSTGRESQL, 10);
			sealing.seal();
			awaitIndexes(first, 10);
			second.start();
			fill(database, Vendor.POSTGRESQL, 10);
			sealing.seal();
			awaitIndexes(first, 20);
			await().until(() -> second.metric("lag") == 0);
			assertThat(second.received).isEmpty();
			first.kill();
			database.execute("update export_cursor set lease_until = lease_until + interval '1' minute");
			fill(database, Vendor.POSTGRESQL, 10);
			sealing.seal();
			await().untilAsserted(() -> assertThat(second.metric("lag")).isEqualTo(10));
			database.execute("update export_cursor set lease_until = lease_until - interval '1' minute");
			// The promise is 10 s for the whole program, and this is without its pauses
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(second.indexes()).isEqualTo(LongStream.range(20, 30).boxed().toList()));
		}
	}

	@Test
	void takesOverFromAReplicaThatLostItsNetwork() {
		Database database = Vendor.POSTGRESQL.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				TcpProxy network = TcpProxy.to(database.port());
				ExportReplica first = new ExportReplica(database.through(network)).start();
				ExportReplica second = new ExportReplica(database)) {
			fill(database, Vendor.POSTGRESQL, 10);
			sealing.seal();
			awaitIndexes(first, 10);
			// Otherwise they come again
			await().until(() -> first.metric("rows") == 10);
			network.stall();
			second.start();
			fill(database, Vendor.POSTGRESQL, 10);
			sealing.seal();
			await().until(() -> second.received.size() == 10);
			network.heal();
			fill(database, Vendor.POSTGRESQL, 10);
			sealing.seal();
			await().until(() -> second.received.size() == 20);
			await().until(() -> first.metric("lag") == 0);
			assertThat(first.received).hasSize(10);
			assertThat(second.indexes()).isEqualTo(LongStream.range(10, 30).boxed().toList());
		}
	}

	@ParameterizedTest
	@EnumSource
	void theLeaseBelongsToOneReplica(Vendor vendor) {
		Database database = vendor.createMigrated();
		try (ExportReplica first = new ExportReplica(database); ExportReplica second = new ExportReplica(database)) {
			assertThat(first.cursor.take().held()).isTrue();
			assertThat(second.cursor.take().held()).isFalse();
			assertThat(second.cursor.move(0, 5)).isFalse();
			assertThat(first.cursor.move(1, 5)).as("from another position").isFalse();
			assertThat(first.cursor.move(0, 5)).isTrue();
			assertThat(second.cursor.take()).isEqualTo(new ExportCursor.Position(5, false));
			// The first one freezes until its lease is over
			database.execute("update export_cursor set lease_until = current_timestamp - interval '1' second");
			assertThat(second.cursor.take().held()).isTrue();
			assertThat(first.cursor.move(5, 9)).isFalse();
			assertThat(first.cursor.take().held()).isFalse();
			first.cursor.release();
			assertThat(first.cursor.take().held()).as("releases only its own").isFalse();
			second.cursor.release();
			assertThat(first.cursor.take()).isEqualTo(new ExportCursor.Position(5, true));
		}
	}

	@Test
	void needsNoConnectionWhileItWaitsForASlowDestination() {
		Database database = Vendor.POSTGRESQL.createMigrated();
		try (SealingReplica sealing = new SealingReplica(database);
				ExportReplica replica = new ExportReplica(database)) {
			fill(database, Vendor.POSTGRESQL, 3);
			sealing.seal();
			replica.answerAfter(new CountDownLatch(1));
			replica.start();
			await().until(() -> replica.batches.get() == 1);
			String lease = lease(database);
			// It renews the lease in short transactions, and is idle in between
			await().untilAsserted(() -> assertThat(lease(database)).isGreaterThan(lease));
			await().until(() -> replica.pool.getHikariPoolMXBean().getActiveConnections() == 0);
			assertThat(replica.pool.getHikariPoolMXBean().getTotalConnections()).isOne();
			// A busy machine may hold one for a moment
			await().untilAsserted(() -> assertThat(database.number("""
					select count(*) from pg_stat_activity
					where datname = current_database() and pid <> pg_backend_pid()
						and state like 'idle in transaction%' and state_change < now() - interval '1 second'"""))
				.isZero());
			assertThat(replica.batches).hasValue(1);
		}
	}

	@Test
	void waitsLongerAfterEachFailure() {
		Pauses pauses = Pauses.USUAL;
		for (int failure = 1; failure <= 100; failure++) {
			long longest = Math.min(60_000, 1000L << Math.min(failure - 1, 6));
			assertThat(pauses.after(failure, new RefusedException(503, null)).toMillis()).isBetween(longest / 2,
					longest);
			assertThat(pauses.after(failure, new RefusedException(404, null)).toMillis()).isBetween(30_000L, 60_000L);
		}
	}

	@Test
	void waitsAsLongAsTheDestinationAsksUpToAnHour() {
		assertThat(after("20")).isEqualTo(Duration.ofSeconds(20));
		assertThat(after("7200")).isEqualTo(Duration.ofHours(1));
		assertThat(after("999999999999")).isLessThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(after(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(2))))
			.isBetween(Duration.ofSeconds(110), Duration.ofMinutes(2));
		for (String nothing : new String[] { "0", "-5", "soon", "", "Sun, 06 Nov 1994 08:49:37 GMT" }) {
			assertThat(after(nothing)).isLessThanOrEqualTo(Duration.ofSeconds(1));
		}
		assertThat(Pauses.USUAL.after(1, new RefusedException(410, "20"))).isGreaterThan(Duration.ofSeconds(29));
	}

	private static Duration after(String retryAfter) {
		return Pauses.USUAL.after(1, new RefusedException(503, retryAfter));
	}

	private static String lease(Database database) {
		return database
			.column(String.class,
					"select cast(lease_until as varchar(40)) from export_cursor " + "where destination = 'webhook'")
			.getFirst();
	}

	private static void fill(Database database, Vendor vendor, int rows) {
		String series = (vendor == Vendor.H2) ? "system_range" : "generate_series";
		database.execute("insert into trail (event, caller, source_address) select 'refused', 'c', '::1' from " + series
				+ "(1, " + rows + ")");
	}

	private static void awaitIndexes(ExportReplica replica, int rows) {
		await().untilAsserted(() -> {
			// Rows come again after a failure of the database, too
			boolean again = replica.metric("failures") > replica.failed.get();
			assertThat(again ? replica.indexes().stream().distinct().toList() : replica.indexes())
				.isEqualTo(LongStream.range(0, rows).boxed().toList());
		});
	}

}
