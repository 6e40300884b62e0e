package rootpassword.faults;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.http.Fault;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.Facade;
import rootpassword.kit.FirstResets;
import rootpassword.kit.JarProcess;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every fault in every step of a reset, with and without an idempotency key: the answer
 * to the caller, the rows of the trail after the fault, the number of calls to the
 * provider, and the answer to an immediate repeat. docs/REFERENCE.md shows this table.
 * Requests without a key are for one target, those with a key for another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class FaultMatrixJarTests {

	/** Whether a request has an idempotency key. */
	private static final List<String> KEYS = List.of("no", "yes");

	private static final String PASSWORD = "Correct!Horse7";

	private static final int CRASHES = 5;

	private final ProviderStub provider = ProviderStub.startTwo();

	private final TcpProxy toFirst = TcpProxy.to(port(this.provider.endpoint()));

	private final TcpProxy toSecond = TcpProxy.to(port(this.provider.second().endpoint()));

	private final Database database = Database.postgres();

	private final TcpProxy toDatabase = TcpProxy.to(this.database.port());

	/**
	 * Answers to repeats before the leases of the crashed attempts ended, by instance.
	 */
	private final Map<String, Facade.Answer> beforeTheLeaseEnded = new HashMap<>();

	private Facade facade;

	/** The number of the last crash. */
	private int crash;

	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.facade = Facade.start(this.database.through(this.toDatabase), this.provider, settings("5s", "60s"));
		KEYS.forEach(this::awaitAccepted);
		// A busy machine may answer a request just before the kill
		do {
			assertThat(++this.crash).as("every crash came too late").isLessThanOrEqualTo(CRASHES);
		}
		while (!crash(directory));
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.toDatabase.close();
		this.toFirst.close();
		this.toSecond.close();
		this.provider.close();
	}

	// @formatter:off
	@ParameterizedTest(name = "{0} {1}, key {2}")
	@Execution(ExecutionMode.SAME_THREAD)
	@CsvSource(delimiter = '|', textBlock = """
		# step  | fault | key | the caller is told         | the trail says                              | calls | an immediate repeat gets
		open    | error | no  | 503 ledger-unavailable     |                                             | 0     | 200 accepted
		open    | error | yes | 503 ledger-unavailable     |                                             | 0     | 200 accepted
		open    | hang  | no  | 503 ledger-unavailable     |                                             | 0     | 200 accepted
		open    | hang  | yes | 503 ledger-unavailable     |                                             | 0     | 200 accepted
		open    | cut   | no  | 503 ledger-unavailable     |                                             | 0     | 200 accepted
		open    | cut   | yes | 503 ledger-unavailable     |                                             | 0     | 200 accepted
		open    | crash | no  | nothing                    | opened, unconfirmed                         | 0     | 200 accepted
		open    | crash | yes | nothing                    | opened, unconfirmed                         | 0     | 200 accepted
		send    | error | no  | 503 provider-unreachable   | opened, rejected provider-unreachable       | 0     | 200 accepted
		send    | error | yes | 503 provider-unreachable   | opened, rejected provider-unreachable       | 0     | 200 accepted
		send    | hang  | no  | 504 unconfirmed            | opened, unconfirmed                         | 0     | 409 in-flight
		send    | hang  | yes | 504 unconfirmed            | opened, unconfirmed                         | 0     | 200 accepted
		send    | cut   | no  | 504 unconfirmed            | opened, unconfirmed                         | 0     | 409 in-flight
		send    | cut   | yes | 504 unconfirmed            | opened, unconfirmed                         | 0     | 200 accepted
		send    | crash | no  | nothing                    | opened, unconfirmed                         | 0     | 200 accepted
		send    | crash | yes | nothing                    | opened, unconfirmed                         | 0     | 200 accepted
		answer  | error | no  | 504 unconfirmed            | opened, unconfirmed                         | 1     | 409 in-flight
		answer  | error | yes | 504 unconfirmed            | opened, unconfirmed                         | 1     | 200 accepted
		answer  | hang  | no  | 504 unconfirmed            | opened, unconfirmed                         | 1     | 409 in-flight
		answer  | hang  | yes | 504 unconfirmed            | opened, unconfirmed                         | 1     | 200 accepted
		answer  | cut   | no  | 504 unconfirmed            | opened, unconfirmed                         | 1     | 409 in-flight
		answer  | cut   | yes | 504 unconfirmed            | opened, unconfirmed                         | 1     | 200 accepted
		answer  | crash | no  | nothing                    | opened, unconfirmed                         | 1     | 200 accepted
		answer  | crash | yes | nothing                    | opened, unconfirmed                         | 1     | 200 accepted
		settle  | error | no  | 200 accepted, not recorded | opened, accepted                            | 1     | 200 accepted
		settle  | error | yes | 200 accepted, not recorded | opened, accepted                            | 1     | 200 accepted, replayed
		settle  | hang  | no  | 200 accepted, not recorded | opened, accepted                            | 1     | 200 accepted
		settle  | hang  | yes | 200 accepted, not recorded | opened, accepted                            | 1     | 200 accepted, replayed
		settle  | cut   | no  | 200 accepted, not recorded | opened, accepted                            | 1     | 200 accepted
		settle  | cut   | yes | 200 accepted, not recorded | opened, accepted                            | 1     | 200 accepted, replayed
		settle  | crash | no  | nothing                    | opened, accepted                            | 1     | 200 accepted
		settle  | crash | yes | nothing                    | opened, accepted                            | 1     | 200 accepted, replayed
		""")
	// @formatter:on
	void answersAsDocumented(String step, String fault, String key, String told, String trail, int calls, String repeat)
			throws Exception {
		String instance = instance(step, fault, key);
		if (!fault.equals("crash")) {
			assertThat(told(broken(step, fault, instance, key))).isEqualTo(told);
		}
		else if (!step.equals("settle")) {
			Facade.Answer early = this.beforeTheLeaseEnded.get(instance);
			assertThat(told(early)).isEqualTo("409 in-flight");
			assertThat(Integer.parseInt(early.header("Retry-After"))).isBetween(1, 61);
			assertThat(early.json().has("attemptId")).isEqualTo(key.equals("yes"));
		}
		await().untilAsserted(() -> assertThat(trail(instance)).isEqualTo((trail == null) ? "" : trail));
		assertThat(this.provider.resets(instance)).hasSize(calls);
		// Ends the wait of one second before a repeat
		this.database.execute(
				"update attempt set opened_at = opened_at - interval '1' minute where instance = '" + instance + "'");
		assertThat(told(reset(instance, key))).isEqualTo(repeat);
		assertThat(this.provider.strays()).isEmpty();
	}

	private Facade.Answer broken(String step, String fault, String instance, String key) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		TcpProxy toProvider = toProvider(key);
		CompletableFuture<Facade.Answer> answer;
		try {
			switch (step + " " + fault) {
				case "open error" -> refuse("opened");
				case "open hang" -> this.toDatabase.stall();
				case "open cut" -> this.toDatabase.cut();
				case "send error" -> {
					toProvider.refuse();
					// A broken connection of the provider's pool is another case
					FirstResets.awaitAnswer("503 provider-unreachable", (other) -> reset(other + key, "no"));
				}
				case "send hang" -> toProvider.stall();
				// The head of the request names the action ResetAccountPassword
				case "send cut" -> toProvider.cutAt("AccountPassword=");
				case "answer error" ->
					this.provider.next(StubAnswer.of(500, "{\"Code\":\"InternalError\",\"RequestId\":\"R\"}"));
				case "answer cut" -> this.provider.next(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER));
				case "answer hang" -> this.provider.next(StubAnswer.asUsual().after(release));
				case "settle error" -> refuse("settled");
				case "settle hang", "settle cut" -> this.provider.next(StubAnswer.asUsual().after(release));
				default -> throw new IllegalArgumentException();
			}
			answer = CompletableFuture.supplyAsync(() -> reset(instance, key));
			if (step.equals("settle") && !fault.equals("error")) {
				await().until(() -> !this.provider.resets(instance).isEmpty());
				if (fault.equals("hang")) {
					this.toDatabase.stall();
				}
				else {
					this.toDatabase.cut();
				}
				release.countDown();
			}
			return answer.join();
		}
		finally {
			release.countDown();
			this.database.dropTrigger("refuse", "trail");
			if (step.startsWith("send")) {
				toProvider.heal();
				awaitAccepted(key);
			}
			else if (fault.equals("hang") || fault.equals("cut")) {
				this.toDatabase.heal();
				forgetBrokenConnections();
			}
		}
	}

	/**
	 * Kills a process that has two requests at every step, with and without a key. The
	 * rows of the table with {@code crash} check the result.
	 * @return whether it had answered none of them
	 */
	private boolean crash(Path directory) throws Exception {
		List<CountDownLatch> settle = List.of(new CountDownLatch(1), new CountDownLatch(1));
		CountDownLatch never = new CountDownLatch(1);
		Stream<String> properties = Facade.properties(this.database, this.provider, settings("60s", "61s"));
		List<CompletableFuture<Facade.Answer>> answers = new ArrayList<>();
		try (Connection lock = this.database.connect();
				Statement statement = lock.createStatement();
				JarProcess jar = JarProcess.start(directory, properties)) {
			KEYS.forEach((key) -> FirstResets.awaitAccepted((instance) -> jar.reset(instance + key, PASSWORD)));
			this.provider.forget();
			// Leaves no connection that a later request could take
			StubAnswer settled = StubAnswer.asUsual().with("Connection", "close");
			StubAnswer unanswered = StubAnswer.asUsual().after(never);
			this.provider.next(settled.after(settle.getFirst()), settled.after(settle.getLast()), unanswered,
					unanswered);
			for (String step : List.of("settle", "answer")) {
				for (String key : KEYS) {
					answers.add(crashing(jar, step, key));
					awaitUnlessAnswered(answers, () -> this.provider.resets().size() == answers.size());
				}
			}
			KEYS.forEach((key) -> toProvider(key).stallNew());
			KEYS.forEach((key) -> answers.add(crashing(jar, "send", key)));
			awaitUnlessAnswered(answers, () -> this.database
				.number("select count(*) from attempt where instance like '%send" + this.crash + "crash%'") == 2);
			// Each commit waits until the kill, and PostgreSQL completes it
			statement.execute("select pg_advisory_lock(4711)");
			this.database.execute("""
					create or replace function dawdle() returns trigger language plpgsql set lock_timeout = 0 as $$
					begin
						loop
							begin
								perform pg_advisory_xact_lock_shared(4711);
								return new;
							exception when query_canceled then
								-- The time limit of a statement, which comes once
							end;
						end loop;
					end $$
					""", """
					create constraint trigger dawdle after insert on trail deferrable initially deferred
					for each row when (new.instance like '%crash%') execute function dawdle()
					""");
			// One after the other, so that each is a transaction of its own
			for (String key : KEYS) {
				answers.add(crashing(jar, "open", key));
				awaitCommits(answers, KEYS.indexOf(key) + 1);
			}
			for (CountDownLatch latch : settle) {
				latch.countDown();
				awaitCommits(answers, settle.indexOf(latch) + 3);
			}
			jar.kill();
		}
		finally {
			never.countDown();
			this.database.dropTrigger("dawdle", "trail");
			KEYS.forEach((key) -> toProvider(key).heal());
		}
		assertThat(answers).hasSize(8);
		if (!answers.stream().allMatch((answer) -> answer.handle((any, failure) -> failure != null).join())) {
			return false;
		}
		for (String step : List.of("open", "send", "answer")) {
			for (String key : KEYS) {
				String instance = instance(step, "crash", key);
				this.beforeTheLeaseEnded.put(instance, reset(instance, key));
			}
		}
		// Ends the leases; the other replica sweeps
		this.database.execute("update attempt set lease_until = current_timestamp where instance like \'%crash%\'");
		this.database.execute("update claim set lease_until = current_timestamp where instance like '%crash%'");
		return true;
	}

	private static void awaitUnlessAnswered(List<CompletableFuture<Facade.Answer>> answers, BooleanSupplier condition) {
		await().until(() -> condition.getAsBoolean()
				|| answers.stream().anyMatch((answer) -> answer.isDone() && !answer.isCompletedExceptionally()));
	}

	private void awaitCommits(List<CompletableFuture<Facade.Answer>> answers, int count) {
		awaitUnlessAnswered(answers, () -> this.database
			.number("select count(*) from pg_locks where objid = 4711 and not granted") == count);
	}

	private CompletableFuture<Facade.Answer> crashing(JarProcess jar, String step, String key) {
		String instance = instance(step, "crash", key);
		return CompletableFuture.supplyAsync(() -> jar.reset(instance, PASSWORD, header(instance, key)),
				(task) -> Thread.ofVirtual().start(task));
	}

	private Facade.Answer reset(String instance, String key) {
		return this.facade.post("/instances/" + instance + "/root-password", Facade.PORTAL, Facade.body(PASSWORD),
				header(instance, key));
	}

	private static String[] header(String instance, String key) {
		return key.equals("yes") ? new String[] { "Idempotency-Key", instance } : new String[0];
	}

	private String instance(String step, String fault, String key) {
		return "dds-" + step + (fault.equals("crash") ? this.crash : "") + fault + key;
	}

	private static String told(Facade.Answer answer) {
		return FirstResets.told(answer) + (answer.json().path("recorded").booleanValue(true) ? "" : ", not recorded")
				+ ((answer.header("Idempotent-Replayed") != null) ? ", replayed" : "");
	}

	private String trail(String instance) throws Exception {
		List<String> told = new ArrayList<>();
		try (Connection connection = this.database.connect();
				Statement statement = connection.createStatement();
				ResultSet row = statement
					.executeQuery("select coalesce(outcome, event) || coalesce(' ' || rejection, '')"
							+ " from trail where event in ('opened', 'settled') and instance = '" + instance
							+ "' order by seq")) {
			while (row.next()) {
				told.add(row.getString(1));
			}
		}
		return String.join(", ", told);
	}

	/** A broken connection of the provider's pool fails before the body, another case. */
	private void awaitAccepted(String key) {
		FirstResets.awaitAccepted((instance) -> reset(instance + key, "no"));
	}

	/** The way to the target of the instances with this key. */
	private TcpProxy toProvider(String key) {
		return key.equals("yes") ? this.toSecond : this.toFirst;
	}

	/** Without it, each broken connection of the pool fails one request. */
	private void forgetBrokenConnections() {
		HikariDataSource pool = this.facade.bean(HikariDataSource.class);
		pool.getHikariPoolMXBean().softEvictConnections();
		await().ignoreExceptions().until(() -> {
			try (Connection connection = pool.getConnection()) {
				return connection.isValid(1);
			}
		});
	}

	private void refuse(String event) throws Exception {
		this.database.execute("""
				create or replace function refuse() returns trigger language plpgsql as
				$$ begin raise exception 'refused'; end $$
				""", "create trigger refuse before insert on trail for each row when (new.event = '" + event
				+ "') execute function refuse()");
	}

	private String[] settings(String deadline, String lease) {
		return new String[] { "root-password.targets[0].endpoint=127.0.0.1:" + this.toSecond.port(),
				"root-password.targets[1].endpoint=127.0.0.1:" + this.toFirst.port(),
				"root-password.dds.deadline=" + deadline, "root-password.dds.connect-timeout=" + deadline,
				"root-password.ledger.lease=" + lease, "root-password.limits.per-instance=1000/1h",
				"root-password.limits.per-caller=1000/1m" };
	}

	private static int port(String address) {
		return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
	}

}
