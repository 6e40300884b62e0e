package rootpassword.ledger.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.ledger.admission.AdmissionFacts.Claim;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.idempotency.KeyedAttempts.KeyedAttempt;
import rootpassword.ledger.quota.AttemptLimit;
import rootpassword.ledger.quota.LimitUse;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.EarlierOutcome;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.kit.Outcomes.ACCEPTED;
import static rootpassword.kit.Outcomes.THROTTLED;
import static rootpassword.kit.Outcomes.UNCONFIRMED;

/**
 * The rules of admission, without a database.
 */
class AdmissionRuleTests {

	private static final int SAMPLES = 20_000;

	private static final AttemptId OWN = id(1);

	private static final AttemptId OTHER = id(2);

	private static final Claim FREE = new Claim(null, Duration.ZERO, null, null);

	private static final Claim OPEN = new Claim(OTHER, seconds(20), null, OTHER);

	private static final Claim OWN_UNCONFIRMED = new Claim(OWN, seconds(20), "unconfirmed", OWN);

	private static final Claim OTHER_UNCONFIRMED = new Claim(OTHER, seconds(20), "unconfirmed", OTHER);

	private static final KeyedAttempts THROTTLED_KEY = key(attempt(OWN, THROTTLED, seconds(60)));

	/** Facts for which one rule alone has an answer, and the answer. */
	static Stream<Single> singles() {
		KeyedAttempts inFlight = key(new KeyedAttempt(OWN, null, true, seconds(7), seconds(60), Duration.ZERO, false));
		KeyedAttempts accepted = key(
				new KeyedAttempt(OWN, ACCEPTED, false, Duration.ZERO, seconds(60), Duration.ZERO, true));
		KeyedAttempts unconfirmed = key(attempt(OWN, UNCONFIRMED, seconds(60)));
		return Stream.of(
				new Single(AdmissionRule.KEY_IS_REUSED,
						new AdmissionFacts(FREE, THROTTLED_KEY, false, false, LimitUse.NONE, LimitUse.NONE),
						new Refused(OWN, Rejection.KEY_REUSED, null, null)),
				new Single(AdmissionRule.ANSWER_IS_KNOWN, known(FREE, accepted, false),
						new Replayed(OWN, ACCEPTED, true)),
				new Single(AdmissionRule.OWN_ATTEMPT_IS_IN_FLIGHT, known(FREE, inFlight, false),
						new Refused(OWN, Rejection.IN_FLIGHT, seconds(7), null)),
				new Single(AdmissionRule.ANOTHER_ATTEMPT_IS_OPEN, known(OPEN, THROTTLED_KEY, false),
						new Refused(null, Rejection.IN_FLIGHT, seconds(20), null)),
				new Single(AdmissionRule.LATER_ATTEMPT_WAS_SENT, known(FREE, unconfirmed, true),
						new Refused(OWN, Rejection.SUPERSEDED, null, EarlierOutcome.UNCONFIRMED)),
				new Single(AdmissionRule.ANOTHER_REQUEST_HAS_THE_CLAIM, known(OTHER_UNCONFIRMED, THROTTLED_KEY, false),
						new Refused(null, Rejection.IN_FLIGHT, seconds(20), null)),
				new Single(AdmissionRule.KEY_MUST_PAUSE,
						known(OWN_UNCONFIRMED, key(attempt(OWN, UNCONFIRMED, Duration.ofMillis(300))), false),
						new Refused(OWN, Rejection.RATE_LIMITED, seconds(1), EarlierOutcome.UNCONFIRMED)),
				new Single(AdmissionRule.LIMIT_IS_REACHED,
						new AdmissionFacts(FREE, null, false, false, use(1, seconds(40)), use(1, seconds(20))),
						new Refused(null, Rejection.RATE_LIMITED, seconds(40), null)));
	}

	@ParameterizedTest
	@MethodSource("singles")
	void eachRuleAnswersAlone(Single single) {
		assertThat(List.of(AdmissionRule.values())).filteredOn((rule) -> rule.answer(single.facts).isPresent())
			// A claim that is open is also one of another request
			.contains(single.rule)
			.first()
			.isEqualTo(single.rule);
		assertThat(AdmissionRule.decide(single.facts)).contains(single.answer);
	}

	@Test
	void theSinglesCoverEveryRule() {
		assertThat(singles().map(Single::rule)).containsExactly(AdmissionRule.values());
	}

	@Test
	void opensWithoutAnAnswer() {
		for (AdmissionFacts facts : List.of(new AdmissionFacts(FREE, null, false, false, LimitUse.NONE, LimitUse.NONE),
				known(FREE, THROTTLED_KEY, false),
				known(OWN_UNCONFIRMED, key(attempt(OWN, UNCONFIRMED, seconds(60))), false),
				new AdmissionFacts(new Claim(OTHER, Duration.ZERO, null, OTHER), null, false, false, LimitUse.NONE,
						LimitUse.NONE))) {
			assertThat(AdmissionRule.decide(facts)).isEmpty();
		}
	}

	/**
	 * The first of two rules decides, and random facts reach all pairs that are possible.
	 */
	@Test
	void everyPairOfRulesIsInOrder() {
		Map<AdmissionRule, Set<AdmissionRule>> pairs = new EnumMap<>(AdmissionRule.class);
		random((facts, answer) -> {
			List<AdmissionRule> rules = Stream.of(AdmissionRule.values())
				.filter((rule) -> rule.answer(facts).isPresent())
				.toList();
			assertThat(answer).isEqualTo(rules.isEmpty() ? Optional.empty() : rules.getFirst().answer(facts));
			for (int later = 1; later < rules.size(); later++) {
				pairs.computeIfAbsent(rules.getFirst(), (rule) -> new TreeSet<>()).add(rules.get(later));
			}
		});
		AdmissionRule[] ofKey = { AdmissionRule.OWN_ATTEMPT_IS_IN_FLIGHT, AdmissionRule.ANOTHER_ATTEMPT_IS_OPEN,
				AdmissionRule.LATER_ATTEMPT_WAS_SENT, AdmissionRule.ANOTHER_REQUEST_HAS_THE_CLAIM,
				AdmissionRule.KEY_MUST_PAUSE };
		assertThat(pairs.get(AdmissionRule.KEY_IS_REUSED)).contains(AdmissionRule.ANSWER_IS_KNOWN).contains(ofKey);
		assertThat(pairs.get(AdmissionRule.ANSWER_IS_KNOWN)).contains(ofKey);
		for (int i = 0; i < ofKey.length - 1; i++) {
			assertThat(pairs.get(ofKey[i]))
				.contains(List.of(ofKey).subList(i + 1, ofKey.length).toArray(AdmissionRule[]::new));
		}
		assertThat(pairs.get(AdmissionRule.ANOTHER_ATTEMPT_IS_OPEN)).contains(AdmissionRule.LIMIT_IS_REACHED);
		assertThat(pairs.get(AdmissionRule.ANOTHER_REQUEST_HAS_THE_CLAIM)).contains(AdmissionRule.LIMIT_IS_REACHED);
	}

	/** What the service promises, said without the rules. */
	@Test
	void randomFactsKeepThePromises() {
		random((facts, answer) -> {
			KeyedAttempts known = facts.known();
			if (answer.isEmpty()) {
				assertThat(facts.claim().live())
					.isEqualTo(facts.claim().live() && known != null && "unconfirmed".equals(facts.claim().outcome())
							&& known.first().equals(facts.claim().first()));
				assertThat(facts.ofInstance().pause().isZero() && facts.ofCaller().pause().isZero() || known != null)
					.isTrue();
			}
			if (answer.isEmpty() && known != null) {
				assertThat(facts.sameContent()).isTrue();
				assertThat(facts.laterAttempt()).isFalse();
				assertThat(known.latest().age()).isGreaterThanOrEqualTo(seconds(1));
				assertThat(known.newestFirst()).noneMatch((attempt) -> attempt.outcome() instanceof Accepted);
			}
			if (answer.orElse(null) instanceof Replayed replayed) {
				assertThat(facts.sameContent()).isTrue();
				assertThat(known.newestFirst()).anyMatch((attempt) -> attempt.id().equals(replayed.attempt())
						&& replayed.outcome().equals(attempt.outcome()));
			}
			if (answer.orElse(null) instanceof Refused refused) {
				assertThat(refused.earlier()).isEqualTo((known != null) ? known.earlierOutcome() : null);
				// No other caller's attempt is named
				assertThat(refused.attempt() == null
						|| known.newestFirst().stream().anyMatch((attempt) -> attempt.id().equals(refused.attempt())))
					.isTrue();
				assertThat(refused.reason()).isIn(Rejection.IN_FLIGHT, Rejection.KEY_REUSED, Rejection.SUPERSEDED,
						Rejection.RATE_LIMITED);
			}
		});
	}

	private static void random(Check check) {
		Random random = new Random(25);
		for (int i = 0; i < SAMPLES; i++) {
			AdmissionFacts facts = new AdmissionFacts(randomClaim(random), randomKey(random), random.nextInt(4) > 0,
					random.nextInt(3) == 0, randomUse(random), randomUse(random));
			check.check(facts, AdmissionRule.decide(facts));
		}
	}

	private static Claim randomClaim(Random random) {
		AttemptId holder = random.nextBoolean() ? OWN : OTHER;
		String outcome = Stream.of(null, "unconfirmed", "accepted").toList().get(random.nextInt(3));
		return (random.nextInt(4) == 0) ? FREE : new Claim(holder, seconds(random.nextInt(-30, 30)), outcome, holder);
	}

	private static @Nullable KeyedAttempts randomKey(Random random) {
		if (random.nextInt(3) == 0) {
			return null;
		}
		List<ResetOutcome> outcomes = new ArrayList<>(List.of(ACCEPTED, THROTTLED, UNCONFIRMED,
				new Rejected(Rejection.PASSWORD_REFUSED), new Rejected(Rejection.PROVIDER_UNREACHABLE)));
		outcomes.add(null);
		return key(IntStream.rangeClosed(1, random.nextInt(1, 4))
			.mapToObj((i) -> new KeyedAttempt((i == 1) ? OWN : id(10 + i),
					outcomes.get(random.nextInt(outcomes.size())), random.nextBoolean(), seconds(random.nextInt(1, 30)),
					Duration.ofMillis(random.nextInt(4000)), seconds(random.nextInt(-5, 2)), false))
			.toArray(KeyedAttempt[]::new));
	}

	private static LimitUse randomUse(Random random) {
		return use(random.nextInt(1, 4),
				IntStream.range(0, random.nextInt(4))
					.mapToObj((i) -> seconds(10L * i + random.nextInt(10)))
					.toArray(Duration[]::new));
	}

	private static AdmissionFacts known(Claim claim, KeyedAttempts known, boolean laterAttempt) {
		return new AdmissionFacts(claim, known, true, laterAttempt, LimitUse.NONE, LimitUse.NONE);
	}

	private static KeyedAttempts key(KeyedAttempt... newestFirst) {
		return new KeyedAttempts(OWN, "fingerprint", List.of(newestFirst));
	}

	private static KeyedAttempt attempt(AttemptId id, ResetOutcome outcome, Duration age) {
		return new KeyedAttempt(id, outcome, false, Duration.ZERO, age, Duration.ZERO, false);
	}

	/** A limit per minute, and the attempts within it. */
	private static LimitUse use(int count, Duration... remaining) {
		return new LimitUse(new AttemptLimit(count, seconds(60)), 0,
				Stream.of(remaining).map((left) -> seconds(60).minus(left)).sorted().toList(), 0);
	}

	private static AttemptId id(int number) {
		return new AttemptId(new UUID(0x7000, number));
	}

	private static Duration seconds(long seconds) {
		return Duration.ofSeconds(seconds);
	}

	record Single(AdmissionRule rule, AdmissionFacts facts, Admission answer) {
	}

	private interface Check {

		void check(AdmissionFacts facts, Optional<Admission> answer);

	}

}
