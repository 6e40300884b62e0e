package rootpassword.ledger;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.kit.database.EachDatabase;
import rootpassword.reset.AttemptId;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.command.Actor;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.AttemptHistory.HistoryCursor;
import rootpassword.reset.history.AttemptHistory.HistoryPage;
import rootpassword.reset.history.AttemptHistory.HistoryQuery;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.THROTTLED;

/**
 * The history of attempts, on every database.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EachDatabase
class AttemptHistoryTests {

	@Parameter
	private Vendor vendor;

	private static final InstanceId INSTANCE = new InstanceId("dds-bp1");

	private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

	private Replica replica;

	private AttemptHistory history;

	private Database database;

	@BeforeEach
	void start() {
		this.database = this.vendor.createMigrated();
		this.replica = new Replica(this.database);
		this.history = new JdbcAttemptHistory(JdbcClient.create(this.replica.pool), this.replica.transactions);
	}

	@AfterEach
	void stop() {
		this.replica.close();
	}

	@Test
	void showsTheLatestStateOfAnAttempt() {
		Instant before = Instant.now().minusSeconds(60);
		AttemptId id = open("k");
		Attempt open = this.history.find(id).orElseThrow();
		assertThat(open).isEqualTo(new Attempt(id, INSTANCE, "default", "portal", "portal", "alice@example.com",
				"INC-1", open.openedAt(), null, "open", null, null, null, null, null, false));
		assertThat(open.openedAt()).isBetween(before, Instant.now().plusSeconds(60));
		settle(id, new Unconfirmed(ProviderAnswer.NONE));
		assertThat(this.history.find(id).orElseThrow().outcome()).isEqualTo("unconfirmed");
		settle(id, THROTTLED);
		Attempt late = this.history.find(id).orElseThrow();
		assertThat(late).isEqualTo(
				new Attempt(id, INSTANCE, "default", "portal", "portal", "alice@example.com", "INC-1", open.openedAt(),
						late.settledAt(), "rejected", "provider-throttled", "Throttling", "77", null, "caller", false));
		assertThat(late.settledAt()).isAfter(open.openedAt());
		this.database.execute("update attempt set opened_at = opened_at - interval '2' second");
		AttemptId repeat = open("k");
		settle(repeat, ACCEPTED);
		assertThat(this.history.find(repeat).orElseThrow()).satisfies((attempt) -> {
			assertThat(attempt.repeatOf()).isEqualTo(id);
			assertThat(attempt.requestId()).isEqualTo("06CBD06E");
			assertThat(attempt.outcome()).isEqualTo("accepted");
			assertThat(attempt.effective()).isFalse();
		});
		this.replica.ledger.recordLogin(repeat);
		assertThat(this.history.find(repeat).orElseThrow().effective()).isTrue();
		assertThat(this.history.find(new AttemptId(UUID.randomUUID()))).isEmpty();
	}

	@Test
	void pagesNewestFirstWhileNewAttemptsArrive() {
		List<AttemptId> ids = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			ids.add(open(null));
			settle(ids.getLast(), ACCEPTED);
		}
		// All opened at one instant, so that their ids decide the order
		this.database.update("update attempt set opened_at = ?", Timestamp.from(NOON));
		List<AttemptId> seen = new ArrayList<>();
		HistoryCursor next = null;
		int pages = 0;
		do {
			HistoryPage page = read(null, null, next, 3);
			page.attempts().forEach((attempt) -> seen.add(attempt.id()));
			settle(open(null), ACCEPTED);
			next = page.next();
			pages++;
		}
		while (next != null);
		Collections.reverse(ids);
		assertThat(seen).isEqualTo(ids);
		assertThat(pages).isEqualTo(3);
		assertThat(read(null, null, null, 10)).satisfies((all) -> {
			assertThat(all.attempts()).hasSize(10);
			assertThat(all.next()).isNull();
		});
		assertThat(read(null, null, null, 9).next()).isNotNull();
	}

	@Test
	void includesTheStartAndExcludesTheEndOfATimeRange() {
		for (int i = 0; i < 4; i++) {
			AttemptId id = open(null);
			settle(id, ACCEPTED);
			this.database.update("update attempt set opened_at = ? where id = ?", Timestamp.from(NOON.plusSeconds(i)),
					id.value());
		}
		assertThat(seconds(NOON.plusSeconds(1), NOON.plusSeconds(3))).containsExactly(2L, 1L);
		assertThat(seconds(NOON.plusSeconds(1).plusNanos(1), null)).containsExactly(3L, 2L);
		assertThat(seconds(null, NOON.plusSeconds(1).plusNanos(1))).containsExactly(1L, 0L);
		assertThat(seconds(NOON.plusSeconds(3), NOON)).isEmpty();
		assertThat(seconds(Instant.parse("0000-01-01T00:00:00Z"), Instant.parse("+10000-01-01T00:00:00Z"))).hasSize(4);
		assertThat(this.history.read(new HistoryQuery(new InstanceId("dds-bp2"), null, null, null, 5)))
			.isEqualTo(new HistoryPage(List.of(), null));
	}

	@Test
	void throwsWhenTheDatabaseIsUnavailable() {
		this.replica.close();
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> this.history.find(new AttemptId(UUID.randomUUID())));
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> read(null, null, null, 1));
	}

	private List<Long> seconds(@Nullable Instant from, @Nullable Instant to) {
		return read(from, to, null, 10).attempts()
			.stream()
			.map((attempt) -> Duration.between(NOON, attempt.openedAt()).toSeconds())
			.toList();
	}

	private HistoryPage read(@Nullable Instant from, @Nullable Instant to, @Nullable HistoryCursor after, int limit) {
		return this.history.read(new HistoryQuery(INSTANCE, from, to, after, limit));
	}

	private AttemptId open(@Nullable String key) {
		return this.replica
			.admit(Commands.reset("dds-bp1")
				.actor(new Actor("portal", "alice@example.com", "::1"))
				.reason("INC-1")
				.key(key)
				.build())
			.attempt();
	}

	private void settle(AttemptId attempt, ResetOutcome outcome) {
		this.replica.settle(attempt, outcome);
	}

}
