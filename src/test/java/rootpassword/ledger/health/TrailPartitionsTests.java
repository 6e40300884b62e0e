package rootpassword.ledger.health;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.kit.LogWatch;
import rootpassword.kit.database.Database;
import rootpassword.ledger.database.LedgerTransactions;
import rootpassword.ledger.database.TestPools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The partitions of the trail on PostgreSQL, and the warning about the service's role.
 */
@Tag("slow")
class TrailPartitionsTests {

	private static final String ROW = "insert into trail (event, caller, source_address, at) values ('opened', 'x', '::1', '%s')";

	private final Database database = Database.migratedPostgres();

	private final YearMonth now = YearMonth.now(ZoneOffset.UTC);

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.ledger.health");

	private HikariDataSource pool;

	private TrailUpkeep partitions;

	@BeforeEach
	void start() {
		this.pool = TestPools.pool(this.database);
		this.partitions = new TrailUpkeep(JdbcClient.create(this.pool), transactions(this.pool), true);
	}

	@AfterEach
	void stop() {
		this.pool.close();
	}

	@Test
	void makesThisMonthAndTheNextThree() {
		dropMonths();
		this.partitions.makePartitions();
		this.partitions.makePartitions();
		assertThat(months()).containsExactly(name(0), name(1), name(2), name(3), "trail_default");
		assertThat(this.partitions.complete()).isTrue();
		for (int month = 0; month <= 3; month++) {
			LocalDate first = this.now.plusMonths(month).atDay(1);
			this.database.execute(ROW.formatted(first + "Z"),
					ROW.formatted(first.plusMonths(1).minusDays(1) + " 23:59:59.999999Z"));
			assertThat(this.database.number("select count(*) from " + name(month))).isEqualTo(2);
		}
		assertThat(this.log.warnings()).isEmpty();
	}

	@Test
	void guardsEveryPartitionAlsoOneAttachedByHand() {
		this.database.execute("create table by_hand (like trail including defaults)",
				"alter table trail attach partition by_hand for values from ('2099-01-01Z') to ('2099-02-01Z')",
				ROW.formatted("2099-01-15Z"));
		this.partitions.makePartitions();
		List<String> all = Stream.concat(Stream.of("trail"), months().stream()).toList();
		assertThat(all).hasSize(7).contains("by_hand").allSatisfy((table) -> {
			for (String change : List.of("update %s set caller = 'x'", "delete from %s", "truncate %s")) {
				assertThatExceptionOfType(Exception.class)
					.isThrownBy(() -> this.database.execute(change.formatted(table)))
					.havingRootCause()
					.withMessageContaining("append-only");
			}
		});
	}

	@Test
	void worksWhenTheDefaultPartitionHasRowsOfAMonth() {
		this.database.execute("drop table " + name(2), "drop table " + name(3),
				ROW.formatted(this.now.plusMonths(2).atDay(3) + "Z"));
		this.partitions.makePartitions();
		assertThat(months()).contains(name(3)).doesNotContain(name(2));
		assertThat(this.partitions.complete()).isFalse();
		assertThat(this.log.warnings()).singleElement()
			.satisfies(
					(warning) -> assertThat(warning.getFormattedMessage()).contains("default partition", "Retention"));
		this.database.execute(ROW.formatted(this.now.plusMonths(2).atDay(4) + "Z"));
		assertThat(this.database.number("select count(*) from trail_default")).isEqualTo(2);
	}

	@Test
	void replicasMakeThemAtTheSameTime() {
		dropMonths();
		CyclicBarrier together = new CyclicBarrier(6);
		try (ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
			Stream.generate(() -> CompletableFuture.runAsync(() -> callTogether(together), replicas))
				.limit(together.getParties())
				.toList()
				.forEach(CompletableFuture::join);
		}
		assertThat(months()).hasSize(5);
	}

	@Test
	void onlyWarnsWhileAnotherSessionLocksTheTrail() throws SQLException {
		dropMonths();
		try (Connection backup = this.database.connect(); Statement statement = backup.createStatement()) {
			backup.setAutoCommit(false);
			statement.execute("lock table trail in share row exclusive mode");
			this.partitions.makePartitions();
			assertThat(this.partitions.complete()).isFalse();
			assertThat(this.log.warnings()).singleElement()
				.satisfies((warning) -> assertThat(warning.getFormattedMessage()).contains("55P03"));
			backup.rollback();
		}
		this.database.execute(ROW.formatted("now"));
		this.database.execute("drop table trail_default");
		this.partitions.makePartitions();
		assertThat(this.partitions.complete()).isTrue();
	}

	@Test
	void doesNothingOnH2(@TempDir Path directory) {
		Database h2 = Database.h2In(directory).migrate();
		try (HikariDataSource file = TestPools.pool(h2)) {
			TrailUpkeep none = new TrailUpkeep(JdbcClient.create(file), transactions(file), false);
			none.makePartitions();
			assertThat(none.complete()).isTrue();
			new TrailUpkeep(JdbcClient.create(file), transactions(file), false).checkPrivileges();
		}
		assertThat(this.log.warnings()).isEmpty();
	}

	@Test
	void warnsOfARoleThatMayChangeTheTrail() {
		String role = this.database.url().replaceFirst(".*/", "role_");
		this.database.execute("create role " + role + " login password 'secret'",
				"grant select, insert (event, caller, source_address) on trail to " + role,
				"grant select, insert on seal_leaf, seal_node, seal_checkpoint, seal_cosignature to " + role);
		Database service = new Database(this.database.url(), role, "secret");
		assertThat(warns(service)).isFalse();
		for (String privilege : List.of("update on trail", "delete on trail", "truncate on trail", "insert on trail",
				"insert (seq) on trail", "insert (at) on trail", "update (caller) on trail", "delete on trail_default",
				"insert on trail_default", "update on seal_leaf", "delete on seal_node", "truncate on seal_checkpoint",
				"update (line) on seal_cosignature")) {
			this.database.execute("grant " + privilege + " to " + role);
			assertThat(warns(service)).as(privilege).isTrue();
			this.database.execute("revoke " + privilege + " from " + role);
			assertThat(warns(service)).as(privilege).isFalse();
		}
		this.database.execute("grant all on schema public to " + role, "alter table trail owner to " + role);
		assertThat(warns(service)).isTrue();
		this.database.execute("alter table trail owner to current_user",
				"alter table " + name(3) + " owner to " + role);
		assertThat(warns(service)).isTrue();
		this.database.execute("alter table " + name(3) + " owner to current_user",
				"alter table seal_node owner to " + role);
		assertThat(warns(service)).isTrue();
		assertThat(warns(this.database)).isTrue();
	}

	@Test
	void asksForItsPrivilegesUntilTheDatabaseHasAnswered() {
		try (HikariDataSource connections = TestPools.pool(this.database)) {
			TrailUpkeep privileges = new TrailUpkeep(JdbcClient.create(connections), transactions(connections), true);
			this.database.execute("alter table seal_leaf rename to away");
			privileges.checkPrivileges();
			this.database.execute("alter table away rename to seal_leaf");
			privileges.checkPrivileges();
			privileges.checkPrivileges();
		}
		assertThat(this.log.warnings()).extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly((first) -> assertThat(first).contains("are not checked yet"),
					(second) -> assertThat(second).contains("may change it"));
	}

	/** As if no partition but the one for other rows were there. */
	private void dropMonths() {
		months().stream()
			.filter((table) -> !table.equals("trail_default"))
			.forEach((table) -> this.database.execute("drop table " + table));
	}

	private void callTogether(CyclicBarrier together) {
		try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
			together.await();
			statement.execute("select ensure_trail_partitions()");
		}
		catch (SQLException ex) {
			// On a slow machine the turn of one of them may come too late
			assertThat(ex.getSQLState()).as(ex.getMessage()).isEqualTo("55P03");
		}
		catch (InterruptedException | BrokenBarrierException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean warns(Database role) {
		this.log.warnings().clear();
		try (HikariDataSource connections = TestPools.pool(role)) {
			new TrailUpkeep(JdbcClient.create(connections), transactions(connections), true).checkPrivileges();
		}
		return this.log.warnings()
			.stream()
			.anyMatch((warning) -> warning.getFormattedMessage().contains("may change it"));
	}

	private List<String> months() {
		return this.database.column(String.class, "select relname from pg_inherits join pg_class c on c.oid = inhrelid "
				+ "where inhparent = 'trail'::regclass order by 1");
	}

	private String name(int monthsFromNow) {
		return this.now.plusMonths(monthsFromNow).format(DateTimeFormatter.ofPattern("'trail_'uuuu_MM"));
	}

	private static LedgerTransactions transactions(HikariDataSource pool) {
		return new LedgerTransactions(new TransactionTemplate(new JdbcTransactionManager(pool)), Duration.ofSeconds(20),
				pool);
	}

}
