package rootpassword.ledger.admission;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rootpassword.kit.Commands;
import rootpassword.ledger.admission.AdmissionDecision.Opening;
import rootpassword.ledger.admission.AdmissionFacts.Claim;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.quota.AttemptLimit;
import rootpassword.ledger.quota.LimitUse;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands of one transaction: each sees what the commands before it have changed.
 */
class AdmissionDecisionTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final AttemptLimit LIMIT = new AttemptLimit(3, Duration.ofMinutes(1));

	private static final Fingerprints FINGERPRINTS = new Fingerprints(
			List.of(new Fingerprints.Key("test", new SecretKeySpec(new byte[32], "HmacSHA256"))));

	@Test
	void oneInstanceIsGivenOnce() {
		assertThat(decide(command("dds-1", "a", null, "A"), command("dds-1", "b", null, "A"),
				command("dds-1", "a", "k", "A"), command("dds-2", "a", null, "A")))
			.satisfiesExactly((first) -> assertThat(first).isInstanceOf(Admitted.class),
					(second) -> assertThat(second).isEqualTo(inFlight(null)),
					(third) -> assertThat(third).isEqualTo(inFlight(null)),
					(fourth) -> assertThat(fourth).isInstanceOf(Admitted.class));
	}

	@Test
	void oneKeyIsOpenedOnce() {
		assertThat(decide(command("dds-1", "a", "k", "A"), command("dds-1", "a", "k", "A"),
				command("dds-1", "a", "k", "B"), command("dds-1", "b", "k", "A"), command("dds-2", "a", "k", "A")))
			.satisfiesExactly((first) -> assertThat(first).isInstanceOf(Admitted.class),
					(second) -> assertThat(second).isEqualTo(inFlight(id(0))),
					(third) -> assertThat(third).isEqualTo(new Refused(id(0), Rejection.KEY_REUSED, null, null)),
					(fourth) -> assertThat(fourth).isEqualTo(inFlight(null)),
					(fifth) -> assertThat(fifth).isInstanceOf(Admitted.class));
	}

	@Test
	void theLimitOfACallerCountsTheSameTransaction() {
		ResetCommand[] commands = IntStream.range(0, 5)
			.mapToObj((i) -> command("dds-" + i, "a", null, "A"))
			.toArray(ResetCommand[]::new);
		assertThat(decide(commands)).filteredOn(Admitted.class::isInstance).hasSize(LIMIT.count());
		assertThat(decide(commands)).last().isEqualTo(new Refused(null, Rejection.RATE_LIMITED, LIMIT.window(), null));
	}

	/** A group is decided as its commands would be in transactions of their own. */
	@Test
	void randomGroupsKeepThePromises() {
		Random random = new Random(25);
		for (int sample = 0; sample < 2000; sample++) {
			ResetCommand[] commands = IntStream.range(0, random.nextInt(1, 33))
				.mapToObj((i) -> command("dds-" + random.nextInt(8), "c" + random.nextInt(2),
						(random.nextInt(3) == 0) ? null : "k" + random.nextInt(3), "P" + random.nextInt(2)))
				.toArray(ResetCommand[]::new);
			List<Admission> admissions = decide(commands);
			List<Integer> admitted = IntStream.range(0, commands.length)
				.filter((i) -> admissions.get(i) instanceof Admitted)
				.boxed()
				.toList();
			assertThat(admitted).extracting((i) -> commands[i].instance()).doesNotHaveDuplicates();
			for (String caller : List.of("c0", "c1")) {
				assertThat(admitted).filteredOn((i) -> commands[i].origin().actor().identity().equals(caller))
					.hasSizeLessThanOrEqualTo(LIMIT.count());
			}
			for (int i = 0; i < commands.length; i++) {
				if (admissions.get(i) instanceof Refused refused && refused.attempt() != null) {
					ResetCommand own = commands[(int) refused.attempt().value().getLeastSignificantBits()];
					assertThat(own.key()).isEqualTo(commands[i].key());
					assertThat(own.origin().actor()).isEqualTo(commands[i].origin().actor());
					assertThat(refused.reason() == Rejection.KEY_REUSED)
						.isNotEqualTo(FINGERPRINTS.matches(own, FINGERPRINTS.of(commands[i])));
				}
			}
		}
	}

	private static List<Admission> decide(ResetCommand... commands) {
		List<Opening> openings = IntStream.range(0, commands.length)
			.mapToObj((i) -> new Opening(commands[i], id(i)))
			.toList();
		LimitUse unused = new LimitUse(LIMIT, 0, List.of(), 0);
		AdmissionFacts free = new AdmissionFacts(new Claim(null, Duration.ZERO, null, null), null, false, false,
				LimitUse.NONE, unused);
		return AdmissionDecision
			.decide(openings, openings.stream().map((opening) -> free).toList(), Deadline.in(LEASE), LEASE,
					FINGERPRINTS)
			.stream()
			.map(AdmissionDecision::admission)
			.toList();
	}

	private static Refused inFlight(@Nullable AttemptId attempt) {
		return new Refused(attempt, Rejection.IN_FLIGHT, LEASE, null);
	}

	private static ResetCommand command(String instance, String caller, @Nullable String key, String password) {
		return Commands.reset(instance).caller(caller).key(key).password(password).build();
	}

	private static AttemptId id(int number) {
		return new AttemptId(new UUID(0x7000, number));
	}

}
