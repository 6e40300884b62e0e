package rootpassword.evidence.seal;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.seal.Sealer.Sealed;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.StatementCounter;
import rootpassword.reset.LedgerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Execution(ExecutionMode.CONCURRENT)
class SealerTests {

	private static final String INSERT = "insert into trail (event, caller, source_address, reason) "
			+ "values ('refused', 'portal', '192.0.2.7', 'ünïcode \"quoted\"')";

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void sealsEveryRowOnceAndRowsFromBeforeTheUpgradeToo(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, Sealer.BATCH + 300);
		try (SealingReplica replica = new SealingReplica(database)) {
			assertThat(sizes(replica)).containsExactly(Sealer.BATCH, Sealer.BATCH + 300);
			rows(database, 1);
			assertThat(sizes(replica)).containsExactly(Sealer.BATCH + 301);
			assertThat(replica.sealer.seal().map(Sealed::rows)).hasValue(0);
			assertThat(database.number("select count(*) from seal_checkpoint")).isEqualTo(3);
			replica.check();
			assertThat(replica.sealer.unsignedAge()).isLessThan(Duration.ofSeconds(30));
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void signsNothingWithoutRows(Vendor vendor) {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database)) {
			replica.sealer.setUnsignedAge(Duration.ofHours(1));
			assertThat(replica.sealer.seal()).isEmpty();
			assertThat(database.number("select count(*) from seal_checkpoint")).isZero();
			// Nothing lacks a checkpoint, so no alert
			assertThat(replica.sealer.unsignedAge()).isLessThan(Duration.ofMinutes(30));
		}
	}

	/** Only the owner of the table can write such a row. */
	@ParameterizedTest
	@ValueSource(strings = { "1700-01-01", "2250-01-01" })
	void sealsARowWithAForgedTime(String at) {
		Database database = Vendor.H2.createMigrated();
		database.execute(INSERT.replace("(event,", "(at, event,").replace("values (", "values (date '" + at + "', "));
		try (SealingReplica replica = new SealingReplica(database)) {
			assertThat(sizes(replica)).containsExactly(1);
			assertThat(replica.sealer.unsignedAge()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void sealsARowThatCommitsAfterLaterRows(Vendor vendor) throws Exception {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database);
				Connection late = database.connect();
				Connection never = database.connect()) {
			begin(late);
			begin(never);
			rows(database, 3);
			replica.sealer.seal();
			never.rollback();
			late.commit();
			rows(database, 1);
			assertThat(replica.sealer.seal().map(Sealed::rows)).hasValue(2);
			assertThat(database.column(Long.class, "select trail_seq from seal_leaf order by idx")).containsExactly(3L,
					4L, 5L, 1L, 6L);
			replica.check();
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void sealsARowThatCommitsHoursLate(Vendor vendor) throws Exception {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database); Connection late = database.connect()) {
			rows(database, 10);
			begin(late);
			rows(database, 3 * UnsealedRows.RECENT);
			assertThat(sizes(replica)).last().isEqualTo(10 + 3 * UnsealedRows.RECENT);
			late.commit();
			// One look for each part of the trail, and one to start over
			List<Integer> sealed = IntStream.range(0, 4)
				.mapToObj((look) -> replica.sealer.seal().orElseThrow().rows())
				.toList();
			assertThat(sealed.stream().mapToInt(Integer::intValue).sum()).isOne();
			assertThat(database.column(Long.class, "select trail_seq from seal_leaf order by idx")).last()
				.isEqualTo(11L);
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void sealsALateRowThoughNothingElseIsWritten(Vendor vendor) throws Exception {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database); Connection late = database.connect()) {
			begin(late);
			rows(database, 1);
			IntStream.range(0, UnsealedRows.MAX_FRUITLESS + 2).forEach((look) -> replica.sealer.seal());
			late.commit();
			List<Integer> sealed = IntStream.range(0, UnsealedRows.FULL_LOOK)
				.mapToObj((look) -> replica.sealer.seal().orElseThrow().rows())
				.toList();
			assertThat(sealed.stream().mapToInt(Integer::intValue).sum()).isOne();
		}
	}

	@Test
	void aQuietLookIsOneStatementInItsTransaction() throws Exception {
		Database database = Database.migratedPostgres();
		rows(database, 3);
		try (StatementCounter counter = StatementCounter.before(database);
				SealingReplica replica = new SealingReplica(counter.database())) {
			IntStream.range(0, UnsealedRows.MAX_FRUITLESS + 2).forEach((look) -> replica.sealer.seal());
			long before = counter.statements();
			assertThat(replica.sealer.seal().orElseThrow().rows()).isZero();
			// BEGIN, the statement and COMMIT
			assertThat(counter.statements() - before).isEqualTo(3);
			rows(database, 1);
			assertThat(replica.sealer.seal().orElseThrow().rows()).isOne();
		}
	}

	@Test
	void twoReplicasUnderLoadGrowOneTree() throws Exception {
		Database database = Database.migratedPostgres();
		AtomicBoolean enough = new AtomicBoolean();
		try (SealingReplica one = new SealingReplica(database); SealingReplica two = new SealingReplica(database)) {
			List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
				.mapToObj((writer) -> inParallel(() -> one.transactions.execute((status) -> one.jdbc.update(INSERT)),
						enough))
				.toList();
			List<CompletableFuture<Void>> sealers = List.of(inParallel(one.sealer::seal, enough),
					inParallel(two.sealer::seal, enough));
			try {
				await().until(() -> database.number("select count(*) from trail") >= 1500
						&& database.number("select count(*) from seal_checkpoint") > 5);
			}
			finally {
				enough.set(true);
			}
			writers.forEach(CompletableFuture::join);
			sealers.forEach(CompletableFuture::join);
			// One of these looks at all rows
			IntStream.range(0, UnsealedRows.FULL_LOOK).forEach((look) -> two.sealer.seal());
			assertThat(database.number("select count(*) from trail"))
				.isEqualTo(database.number("select count(*) from seal_leaf"));
			one.check();
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void continuesAfterACrashBetweenLeavesAndCheckpoint(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, 300);
		try (SealingReplica replica = new SealingReplica(database)) {
			Sealer crashing = replica.sealer(new FailingFrom(replica.transactions, 2));
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(crashing::seal);
			assertThat(database.number("select count(*) from seal_leaf")).isEqualTo(300);
			assertThat(database.number("select count(*) from seal_checkpoint")).isZero();
			Sealed sealed = replica.sealer.seal().orElseThrow();
			assertThat(sealed.rows()).isZero();
			assertThat(Checkpoint.parse(sealed.newest().text()).size()).isEqualTo(300);
			replica.check();
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void anIdleReplicaSignsLeavesThatACrashedOneHasLeft(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, 1);
		try (SealingReplica replica = new SealingReplica(database)) {
			IntStream.range(0, UnsealedRows.MAX_FRUITLESS + 2).forEach((look) -> replica.sealer.seal());
			rows(database, 1);
			Sealer crashing = replica.sealer(new FailingFrom(replica.transactions, 2));
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(crashing::seal);
			IntStream.range(0, UnsealedRows.FULL_LOOK).forEach((look) -> replica.sealer.seal());
			assertThat(database.number("select max(size) from seal_checkpoint")).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void doesNotSignOnTopOfChangedLeaves(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, 3);
		try (SealingReplica replica = new SealingReplica(database)) {
			replica.sealer.seal();
			if (vendor == Vendor.POSTGRESQL) {
				database.execute("alter table seal_leaf disable trigger append_only");
			}
			database.execute("update seal_leaf set hash = (select hash from seal_leaf where idx = 0) where idx = 1");
			rows(database, 1);
			// Each look tells it, also long after the last row
			IntStream.range(0, 2 * UnsealedRows.MAX_FRUITLESS)
				.forEach((look) -> assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(replica.sealer::seal)
					.withMessageContaining("size 3"));
			assertThat(database.number("select count(*) from seal_checkpoint")).isOne();
		}
	}

	/** Only someone with all rights on the database can write such a row. */
	@ParameterizedTest
	@EnumSource(Vendor.class)
	void aRowWithoutACanonicalFormStopsNoOtherRow(Vendor vendor) {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database)) {
			rows(database, 1);
			database.execute("insert into trail (event, caller, source_address, at) "
					+ "values ('refused', 'portal', '::1', timestamp with time zone '0001-01-01 00:00:00+00')");
			if (vendor == Vendor.POSTGRESQL) {
				database.execute("insert into trail (event, caller, source_address, at) "
						+ "values ('refused', 'portal', '::1', 'infinity'), ('refused', 'portal', '::1', '294276-01-01')");
			}
			rows(database, 3);
			replica.sealer.setUnsignedAge(Duration.ofHours(1));
			assertThat(sizes(replica)).containsExactly(4);
			assertThat(replica.sealer.unsignedAge()).as("someone must look at it")
				.isGreaterThan(Duration.ofMinutes(59));
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void aNewOriginBeginsWithTheNextRow(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, 3);
		try (SealingReplica replica = new SealingReplica(database)) {
			replica.sealer.seal();
			Sealer renamed = new Sealer(replica.jdbc, replica.transactions, vendor == Vendor.POSTGRESQL,
					SealingReplica.newSigner("root-password-2"));
			assertThat(renamed.seal()).isEmpty();
			rows(database, 1);
			Checkpoint first = Checkpoint.parse(renamed.seal().orElseThrow().newest().text());
			assertThat(first.origin()).isEqualTo("root-password-2");
			assertThat(first.size()).isEqualTo(4);
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void neverStoresTwoCheckpointsOfOneSize(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, 1);
		try (SealingReplica replica = new SealingReplica(database)) {
			Sealed sealed = replica.sealer.seal().orElseThrow();
			assertThatExceptionOfType(DuplicateKeyException.class)
				.isThrownBy(() -> new SealTables(replica.jdbc).add(1, sealed.newest()));
		}
	}

	@ParameterizedTest
	@EnumSource(Vendor.class)
	void theLagGrowsWhileNothingIsSealed(Vendor vendor) {
		Database database = vendor.createMigrated();
		rows(database, 1);
		try (SealingReplica replica = new SealingReplica(database)) {
			Sealer crashing = replica.sealer(new FailingFrom(replica.transactions, 2));
			crashing.setUnsignedAge(Duration.ofHours(1));
			assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(crashing::seal);
			Duration before = crashing.unsignedAge();
			assertThat(crashing.unsignedAge()).isGreaterThan(before);
			crashing.seal();
			assertThat(crashing.unsignedAge()).isLessThan(Duration.ofMinutes(1));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "seal_leaf", "seal_node", "seal_checkpoint", "seal_cosignature" })
	void postgresRefusesChanges(String table) {
		Database database = Database.migratedPostgres();
		for (String change : List.of("update %s set %s = 0", "delete from %s", "truncate %s")) {
			String column = table.matches("seal_(leaf|node)") ? "idx" : "size";
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> database.execute(change.formatted(table, column)))
				.havingRootCause()
				.withMessageContaining("The table " + table + " is append-only");
		}
	}

	private static void rows(Database database, int count) {
		String range = database.url().startsWith("jdbc:h2:") ? "system_range(1, " : "generate_series(1, ";
		database.execute("insert into trail (event, caller, source_address) "
				+ "select 'refused', 'portal', '192.0.2.7' from " + range + count + ")");
	}

	/** Seals until nothing waits; the sizes of the checkpoints. */
	private static List<Integer> sizes(SealingReplica replica) {
		List<Integer> sizes = new java.util.ArrayList<>();
		for (Optional<Sealed> sealed = replica.sealer.seal(); sealed.orElseThrow().rows() > 0; sealed = replica.sealer
			.seal()) {
			sizes.add((int) Checkpoint.parse(sealed.get().newest().text()).size());
		}
		return sizes;
	}

	private static void begin(Connection connection) throws Exception {
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.executeUpdate(INSERT);
		}
	}

	private static CompletableFuture<Void> inParallel(Supplier<?> work, AtomicBoolean enough) {
		return CompletableFuture.runAsync(() -> {
			while (!enough.get()) {
				work.get();
			}
		}, (thread) -> Thread.ofPlatform().start(thread));
	}

	/**
	 * Fails from one transaction on, as after a crash.
	 */
	private static final class FailingFrom implements TransactionOperations {

		private final TransactionOperations transactions;

		private final AtomicInteger left;

		FailingFrom(TransactionOperations transactions, int number) {
			this.transactions = transactions;
			this.left = new AtomicInteger(number);
		}

		@Override
		public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
			if (this.left.decrementAndGet() == 0) {
				throw new LedgerUnavailableException("crash", new IllegalStateException());
			}
			return this.transactions.execute(work);
		}

	}

}
