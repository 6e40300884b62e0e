package rootpassword.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import rootpassword.kit.Commands;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.ledger.Replica.Setup;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static rootpassword.kit.Outcomes.ACCEPTED;

/**
 * Two replicas on one database, with concurrent calls.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class LedgerRaceTests {

	@ParameterizedTest
	@EnumSource
	void neverAdmitsTwoAttemptsForOneInstance(Vendor vendor) throws Exception {
		Map<InstanceId, AttemptId> inFlight = new ConcurrentHashMap<>();
		AtomicInteger admitted = new AtomicInteger();
		race(vendor, 24, (replica, thread) -> {
			for (int round = 0; round < 25; round++) {
				ResetCommand command = reset("dds-race" + (thread + round) % 3);
				if (replica.ledger
					.open(command) instanceof Admitted(AttemptId attempt, var lease, var earlier, var repeatAfter)) {
					admitted.incrementAndGet();
					assertThat(inFlight.putIfAbsent(command.instance(), attempt)).isNull();
					Thread.yield();
					assertThat(inFlight.remove(command.instance(), attempt)).isTrue();
					replica.settle(attempt, ACCEPTED);
				}
			}
			return null;
		}, (database) -> {
			assertThat(admitted).hasPositiveValue();
			assertThat(database.trail("event = 'opened'")).hasSize(admitted.get());
			assertThat(database.trail("event = 'settled'")).hasSize(admitted.get());
			assertThat(database.number("select count(*) from trail where event = 'refused'"))
				.isEqualTo(24 * 25 - admitted.get());
			assertThat(database.number("select count(*) from attempt where outcome is null")).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource
	void admitsExactlyOneOfManyConcurrentAttempts(Vendor vendor) throws Exception {
		AtomicInteger admitted = new AtomicInteger();
		CyclicBarrier start = new CyclicBarrier(8);
		race(vendor, 8, (replica, thread) -> {
			for (int round = 0; round < 20; round++) {
				start.await(60, TimeUnit.SECONDS);
				Admission admission = replica.ledger.open(reset("dds-first" + round));
				admitted.addAndGet((admission instanceof Admitted) ? 1 : 0);
			}
			return null;
		}, (database) -> assertThat(admitted).hasValue(20));
	}

	@ParameterizedTest
	@EnumSource
	void sweepsAndLateAnswersDoNotConflict(Vendor vendor) throws Exception {
		CyclicBarrier start = new CyclicBarrier(6);
		List<AttemptId> attempts = new ArrayList<>();
		race(vendor, 6, (replica, thread) -> {
			if (thread == 0) {
				for (int number = 0; number < 120; number++) {
					attempts.add(replica.admit(reset("dds-late" + number)).attempt());
				}
				JdbcClient.create(replica.pool).sql("update claim set lease_until = current_timestamp").update();
			}
			start.await(60, TimeUnit.SECONDS);
			if (thread < 3) {
				replica.upkeep.sweep();
			}
			else {
				for (int number = thread; number < 120; number += 4) {
					replica.settle(attempts.get(number), ACCEPTED);
				}
			}
			return null;
		}, (database) -> {
			// Attempts 3, 7, 11 … and 4, 8, 12 … and 5, 9, 13 … got an answer
			assertThat(database.number("select count(*) from attempt where outcome is null")).isZero();
			assertThat(database.number("select count(*) from attempt where outcome = 'accepted'")).isEqualTo(88);
			assertThat(database
				.number("select count(*) from (select attempt_id, outcome from trail where event = 'settled' "
						+ "group by attempt_id, outcome having count(*) > 1) repeated"))
				.isZero();
			assertThat(database
				.number("select count(*) from trail later join trail earlier on earlier.attempt_id = later.attempt_id "
						+ "and earlier.seq < later.seq where earlier.outcome = 'accepted'"))
				.isZero();
		});
	}

	@ParameterizedTest
	@EnumSource
	void admitsOneOfManyWithTheSameKeyAndReplaysIt(Vendor vendor) throws Exception {
		CyclicBarrier start = new CyclicBarrier(64);
		ResetCommand command = Commands.reset("dds-same").key("k").build();
		List<Admission> admissions = Collections.synchronizedList(new ArrayList<>());
		race(vendor, 64, (replica, thread) -> {
			start.await(60, TimeUnit.SECONDS);
			admissions.add(replica.ledger.open(command));
			if (start.await(60, TimeUnit.SECONDS) == 0) {
				AttemptId attempt = admitted(admissions);
				assertThat(admissions).filteredOn(Refused.class::isInstance)
					.hasSize(63)
					.extracting((refused) -> ((Refused) refused).attempt(), (refused) -> ((Refused) refused).reason())
					.containsOnly(tuple(attempt, Rejection.IN_FLIGHT));
				replica.settle(attempt, ACCEPTED);
			}
			start.await(60, TimeUnit.SECONDS);
			assertThat(replica.ledger.open(command)).isEqualTo(new Replayed(admitted(admissions), ACCEPTED, false));
			return null;
		}, (database) -> assertThat(database.number("select count(*) from attempt")).isOne());
	}

	private static AttemptId admitted(List<Admission> admissions) {
		return admissions.stream()
			.filter(Admitted.class::isInstance)
			.map((admission) -> ((Admitted) admission).attempt())
			.reduce((one, other) -> {
				throw new AssertionError("Two attempts are admitted");
			})
			.orElseThrow();
	}

	private void race(Vendor vendor, int threads, Racer racer, Finish finish) throws Exception {
		Database database = vendor.createMigrated();
		try (Replica one = new Replica(database, Setup.DEFAULT.lease(Duration.ofMinutes(5)));
				Replica two = new Replica(database, Setup.DEFAULT.lease(Duration.ofMinutes(5)));
				ExecutorService executor = Executors.newFixedThreadPool(threads)) {
			List<Callable<Void>> racers = IntStream.range(0, threads)
				.mapToObj((thread) -> (Callable<Void>) () -> racer.run((thread % 2 == 0) ? one : two, thread))
				.toList();
			for (Future<Void> end : executor.invokeAll(racers)) {
				end.get();
			}
			finish.check(database);
		}
	}

	private static ResetCommand reset(String instance) {
		return Commands.reset(instance).build();
	}

	private interface Racer {

		Void run(Replica replica, int thread) throws Exception;

	}

	private interface Finish {

		void check(Database database);

	}

}
