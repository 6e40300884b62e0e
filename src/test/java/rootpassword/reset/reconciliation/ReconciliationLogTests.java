package rootpassword.reset.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import rootpassword.reset.AttemptId;
import rootpassword.reset.CoreLog;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.ProviderAnswer;
import rootpassword.reset.outcome.Rejection;
import rootpassword.reset.outcome.ResetOutcome;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Rejected;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The log lines of the reconciliation say what it did.
 */
class ReconciliationLogTests {

	private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

	private static final AttemptId ATTEMPT = new AttemptId(UUID.fromString("01970000-0000-7000-8000-000000000001"));

	private static final InstanceId INSTANCE = new InstanceId("dds-a");

	private @Nullable String known = "unconfirmed";

	@Test
	void saysThatAnAttemptIsSettled() {
		assertThat(log(event(accepted(), NOW))).containsExactly("INFO Attempt " + ATTEMPT
				+ " on dds-a at hangzhou is accepted by the provider's trail, provider request id R-1");
		assertThat(log(event(rejected(), NOW))).singleElement().asString().contains(" is rejected ");
	}

	@Test
	void saysThatNothingIsChangedOnlyIfNothingIs() {
		this.known = "accepted";
		assertThat(log(event(rejected(), NOW))).singleElement()
			.asString()
			.startsWith("WARNING Nothing is changed: ")
			.contains(ATTEMPT.toString())
			.endsWith(" R-1 at hangzhou");
		// Too old for the attempt that it names
		assertThat(log(event(rejected(), NOW.minus(Duration.ofDays(1))))).singleElement()
			.asString()
			.startsWith("WARNING Nothing is changed: ");
		assertThat(log(event(accepted(), NOW.minus(Duration.ofDays(1))))).singleElement()
			.asString()
			.isEqualTo(
					"WARNING The password of root on dds-a at hangzhou was changed by alice from an unknown address, and "
							+ "not by this service: provider request id R-1, " + NOW.minus(Duration.ofDays(1)));
	}

	@Test
	void isSilentAboutWhatItKnows() {
		this.known = "accepted";
		assertThat(log(event(accepted(), NOW))).isEmpty();
		this.known = null;
		assertThat(log(event(accepted(), NOW))).isEmpty();
	}

	@Test
	void namesTheCodeOfAFailureIfThereIsOne() {
		assertThat(log((reading) -> new Failed(Failure.REFUSED, "HTTP 403", "NoPermission")))
			.containsExactly("WARNING The provider's trail was not read: HTTP 403 NoPermission at hangzhou");
		assertThat(log((reading) -> new Failed(Failure.UNANSWERED, "read timeout")))
			.containsExactly("WARNING The provider's trail was not read: read timeout at hangzhou");
	}

	private List<String> log(ProviderEvent event) {
		return log((reading) -> new Page(List.of(event), 0, null));
	}

	private List<String> log(Function<ReconciliationLedger.Reading, Lookup> source) {
		CoreLog log = new CoreLog();
		try (log) {
			new Reconciliation(new ProviderTrail("hangzhou", "own", 1, source), new OneAttempt(), (instance) -> true,
					new Deaf(), true)
				.readPage();
		}
		return log.lines();
	}

	private static ResetOutcome accepted() {
		return new Accepted(new ProviderAnswer(null, null, "R-1", null));
	}

	private static ResetOutcome rejected() {
		return new Rejected(Rejection.INSTANCE_STATE,
				new ProviderAnswer(null, "IncorrectDBInstanceState", "R-1", null));
	}

	private static ProviderEvent event(ResetOutcome outcome, Instant time) {
		return new ProviderEvent(ATTEMPT, INSTANCE, outcome, "R-1", time, "alice", null);
	}

	private static final class Deaf implements ReconciliationObserver {

		@Override
		public void readUntil(Instant time) {
		}

		@Override
		public void lookedUp(Lookup lookup) {
		}

		@Override
		public void judged(Meaning meaning, int events) {
		}

	}

	/** Knows one attempt, and takes every change. */
	private final class OneAttempt implements ReconciliationLedger {

		@Override
		public Instant readUntil() {
			return NOW;
		}

		@Override
		public Optional<Reading> begin() {
			return Optional.of(new Reading(1, Duration.ofMinutes(10), NOW.minusSeconds(60), NOW, null,
					Deadline.in(Duration.ofSeconds(10))));
		}

		@Override
		public void end(Reading reading, @Nullable String nextToken) {
		}

		@Override
		public void postpone(Reading reading, boolean restart) {
		}

		@Override
		public Optional<KnownAttempt> find(ProviderEvent event) {
			String outcome = ReconciliationLogTests.this.known;
			return Optional.of(new KnownAttempt(ATTEMPT, INSTANCE, NOW.minusSeconds(1), NOW.plusSeconds(30), outcome,
					"accepted".equals(outcome) ? "R-1" : null));
		}

		@Override
		public boolean settle(AttemptId attempt, ProviderEvent event) {
			return true;
		}

		@Override
		public boolean recordForeignChange(ProviderEvent event) {
			return true;
		}

	}

}
