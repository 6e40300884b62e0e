package rootpassword.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.FirstResets;
import rootpassword.kit.JarProcess;
import rootpassword.kit.TcpProxy;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.RestartablePostgres;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.kit.provider.ReceivedReset;
import rootpassword.kit.provider.StubAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The jar with two targets under load, while its PostgreSQL fails or is replaced by its
 * standby: what callers are told, how soon resets go on, and how much is logged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class LedgerOutageJarTests {

	private static final StubAnswer ANSWER = StubAnswer.asUsual().after(Duration.ofMillis(20));

	private static final Duration RECOVERY = Duration.ofSeconds(5);

	/** In a second, without the line of each attempt. */
	private static final int MAX_BYTES = 4000;

	private final ProviderStub provider = ProviderStub.startTwo();

	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean enough = new AtomicBoolean();

	private final AtomicInteger instances = new AtomicInteger();

	private List<Thread> load = List.of();

	private Path directory;

	private RestartablePostgres primary;

	private RestartablePostgres standby;

	private TcpProxy line;

	private JarProcess jar;

	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.directory = directory;
		this.primary = RestartablePostgres.in(directory.resolve("first"));
		this.standby = this.primary.standby(directory.resolve("second"), 0);
		this.line = TcpProxy.to(this.primary.database().port());
		Database pair = new Database("jdbc:postgresql://127.0.0.1:" + this.line.port() + ",127.0.0.1:"
				+ this.standby.database().port() + "/postgres?targetServerType=primary", "postgres", "postgres");
		this.jar = JarProcess.start(directory,
				Facade.properties(pair, this.provider, "root-password.limits.per-instance=1000/1h",
						"root-password.limits.per-caller=off",
						// A pause of this machine must not make an outcome unknown
						"root-password.dds.deadline=10s", "root-password.dds.connect-timeout=10s"));
		FirstResets.awaitAccepted((instance) -> this.jar.reset(instance, "Correct!Horse7"));
		this.provider.forget();
		answer();
		this.load = IntStream.range(0, 8).mapToObj((caller) -> Thread.ofVirtual().start(() -> {
			while (!this.enough.get()) {
				this.answers.add(this.jar.reset("dds-outage" + this.instances.incrementAndGet(), "Correct!Horse7"));
			}
		})).toList();
	}

	@AfterAll
	void stop() throws InterruptedException {
		this.enough.set(true);
		for (Thread caller : this.load) {
			caller.join();
		}
		this.jar.close();
		this.line.close();
		this.primary.close();
		this.standby.close();
		this.provider.close();
	}

	@Test
	void goesOnAfterEachFaultAndFailoverAndLogsLittle() throws Exception {
		fault("the database refuses attempts", 503, () -> refuse("opened"), this::permit);
		fault("the database refuses outcomes", 200, () -> refuse("settled"), this::permit);
		fault("the database hangs", 503, this.line::stall, this.line::heal);
		fault("the database is cut off", 503, this.line::cut, this.line::heal);
		fault("the provider fails", 504, () -> this.provider.always(StubAnswer.of(500, "{}")), this::answer);
		fault("the provider cuts off", 504, () -> this.provider.always(StubAnswer.of(Fault.CONNECTION_RESET_BY_PEER)),
				this::answer);
		fault("the database is stopped", 503, this.primary::stop, () -> {
			int sent = this.provider.resets().size();
			int before = this.answers.size();
			await().until(() -> this.answers.size() > before + 10);
			assertThat(this.provider.resets()).as("nothing is sent without the ledger").hasSize(sent);
			assertThat(readiness()).as("callers still reach the replica and get the reason").isEqualTo(200);
			this.primary.restart();
		});
		failover(true, false);
		failover(true, true);
		failover(false, false);
		failover(false, true);
		this.enough.set(true);
		for (Thread caller : this.load) {
			caller.join();
		}
		assertThat(this.answers).allSatisfy((answer) -> assertThat(FirstResets.told(answer)).isIn("200 accepted",
				"503 ledger-unavailable", "504 unconfirmed"));
		assertThat(count(200) + count(504)).as("calls").isEqualTo(this.provider.resets().size());
		assertThat(this.provider.strays()).isEmpty();
		assertThat(this.provider.resets()).extracting(ReceivedReset::target).contains("first", "second");
		assertThat(this.jar.log().stream().filter((text) -> text.contains(", not recorded")))
			.as("each outcome that is not recorded has a line")
			.hasSize((int) this.answers.stream()
				.filter((answer) -> answer.status() != 503 && !recorded(answer))
				.count());
	}

	/**
	 * Replaces the primary by its standby.
	 * @param killed as in a crash; otherwise it becomes read-only, and its sessions stay
	 */
	private void failover(boolean synchronous, boolean killed) throws Exception {
		String name = (synchronous ? "synchronous" : "asynchronous") + (killed ? ", killed" : ", demoted");
		RestartablePostgres old = this.primary;
		if (synchronous) {
			old.set("synchronous_standby_names", "*");
			await().until(() -> old.database()
				.number("select count(*) from pg_stat_replication where sync_state = 'sync'") == 1);
		}
		int earlier = count(200);
		await().until(() -> count(200) > earlier + 20);
		int port = old.database().port();
		Duration recovery = fault(name, 503, () -> {
			if (killed) {
				old.kill();
			}
			else {
				old.set("default_transaction_read_only", "on");
			}
		}, () -> this.standby.promote());
		assertThat(recovery).as(name).isLessThan(RECOVERY);
		this.primary = this.standby;
		if (synchronous) {
			// Nothing that a caller was told is lost
			int recorded = (int) this.answers.stream()
				.filter((answer) -> answer.status() == 200 && recorded(answer))
				.count();
			assertThat(this.primary.database().number("select count(*) from attempt where outcome = 'accepted'"))
				.isGreaterThanOrEqualTo(recorded);
		}
		old.stop();
		this.standby = this.primary.standby(this.directory.resolve(name), port);
	}

	/**
	 * Waits for answers with the status during the fault, and for accepted ones after it.
	 */
	private Duration fault(String name, int status, Step begin, Step end) throws Exception {
		int logged = this.jar.log().size();
		int before = count(status);
		long start = System.nanoTime();
		begin.run();
		await().until(() -> count(status) > before + 8 && System.nanoTime() - start > 1_000_000_000);
		double seconds = (System.nanoTime() - start) / 1e9;
		List<String> lines = List.copyOf(this.jar.log().subList(logged, this.jar.log().size()))
			.stream()
			.filter((text) -> !text.contains(" Attempt 0"))
			.toList();
		end.run();
		long ended = System.nanoTime();
		int accepted = count(200);
		await().until(() -> count(200) > accepted);
		Duration recovery = Duration.ofNanos(System.nanoTime() - ended);
		int bytes = lines.stream().mapToInt(String::length).sum();
		System.out.printf("%s: %.0f bytes/s in the log, accepted again after %d ms%n", name, bytes / seconds,
				recovery.toMillis());
		assertThat(bytes / seconds).as("%s: %s", name, lines).isLessThan(MAX_BYTES);
		assertThat(lines).noneMatch((text) -> text.startsWith("\tat "));
		return recovery;
	}

	private void refuse(String event) {
		this.primary.database()
			.execute("""
					create or replace function refuse() returns trigger language plpgsql as
					$$ begin raise exception 'refused'; end $$
					""", "create trigger refuse before insert on trail for each row when (new.event = '" + event
					+ "') execute function refuse()");
	}

	private void permit() {
		this.primary.database().dropTrigger("refuse", "trail");
	}

	private void answer() {
		this.provider.always(ANSWER);
	}

	private int readiness() throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest
				.newBuilder(URI.create("http://127.0.0.1:" + this.jar.managementPort() + "/actuator/health/readiness"))
				.build(), HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private int count(int status) {
		return (int) this.answers.stream().filter((answer) -> answer.status() == status).count();
	}

	private static boolean recorded(Answer answer) {
		return answer.json().path("recorded").booleanValue(true);
	}

	private interface Step {

		void run() throws Exception;

	}

}
