package rootpassword.reset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.ResetOutcome.Rejected;
import rootpassword.reset.ResetOutcome.Unconfirmed;
import rootpassword.reset.history.Attempt;

/**
 * A ledger for tests that want none of a database; {@link ResetLedgerContract} keeps it
 * honest. It knows neither keys nor limits.
 */
public final class InMemoryResetLedger implements ResetLedger {

	private final Duration lease;

	private final Map<AttemptId, Attempt> attempts = new HashMap<>();

	private final Map<InstanceId, Attempt> claims = new HashMap<>();

	private final List<TrailRow> trail = new ArrayList<>();

	private long clock = System.currentTimeMillis();

	public InMemoryResetLedger(Duration lease) {
		this.lease = lease;
	}

	@Override
	public synchronized Admission open(ResetCommand command) {
		if (command.key() != null) {
			throw new IllegalArgumentException("This ledger knows no keys");
		}
		Optional<Refused> refused = against(command);
		if (refused.isPresent()) {
			append("refused", null, command.origin().actor(), command.instance(), command.origin().reason(),
					command.origin().traceId(), new Rejected(Rejection.IN_FLIGHT));
			return refused.get();
		}
		AttemptId id = new AttemptId(new UUID(this.clock++ << 16 | 0x7000, Long.MIN_VALUE));
		Attempt attempt = new Attempt(command, Deadline.in(this.lease));
		this.attempts.put(id, attempt);
		this.claims.put(command.instance(), attempt);
		append("opened", id, command.origin().actor(), command.instance(), command.origin().reason(),
				command.origin().traceId(), null);
		return new Admitted(id, attempt.lease);
	}

	@Override
	public synchronized Optional<Refused> validate(ResetCommand command) {
		Optional<Refused> refused = against(command);
		this.trail.add(new TrailRow("validated", null, command.origin().actor().caller(),
				command.origin().actor().assertedUser(), command.origin().actor().sourceAddress(),
				command.instance().value(), command.origin().reason(), refused.isPresent() ? "rejected" : "acceptable",
				refused.map((refusal) -> refusal.reason().code()).orElse(null), null, null, null,
				command.origin().traceId()));
		return refused;
	}

	@Override
	public synchronized void settle(AttemptId id, ResetOutcome outcome) {
		Attempt attempt = this.attempts.get(id);
		boolean late = attempt.outcome instanceof Unconfirmed && !(outcome instanceof Unconfirmed);
		if (attempt.outcome != null && !late) {
			return;
		}
		attempt.outcome = outcome;
		ResetCommand command = attempt.command;
		append("settled", id, command.origin().actor(), command.instance(), command.origin().reason(),
				command.origin().traceId(), outcome);
		if (!(outcome instanceof Unconfirmed)) {
			this.claims.remove(command.instance(), attempt);
		}
	}

	@Override
	public synchronized void note(EarlyRefusal refusal) {
		append(refusal.validation() ? "validated" : "refused", null, refusal.origin().actor(), refusal.instance(), null,
				refusal.origin().traceId(), new Rejected(refusal.reason()));
	}

	public synchronized List<TrailRow> trail() {
		return List.copyOf(this.trail);
	}

	/** Ends the attempt's lease as if its time had passed. */
	public synchronized void endLease(AttemptId id) {
		this.attempts.get(id).lease = Deadline.in(Duration.ZERO);
	}

	/** Does what a sweeper does. */
	public synchronized void sweep() {
		this.attempts.forEach((id, attempt) -> {
			if (attempt.outcome == null && attempt.lease.remaining().isZero()) {
				settle(id, new Unconfirmed(ProviderAnswer.NONE));
			}
		});
	}

	private Optional<Refused> against(ResetCommand command) {
		Attempt claimant = this.claims.get(command.instance());
		return Optional.ofNullable(claimant)
			.map((attempt) -> attempt.lease.remaining())
			.filter((wait) -> !wait.isZero())
			.map((wait) -> new Refused(null, Rejection.IN_FLIGHT,
					Duration.ofSeconds(wait.plusSeconds(1).minusNanos(1).toSeconds())));
	}

	private void append(String event, @Nullable AttemptId id, Actor actor, @Nullable InstanceId instance,
			@Nullable String reason, @Nullable String traceId, @Nullable ResetOutcome outcome) {
		ProviderAnswer answer = (outcome != null) ? outcome.answer() : ProviderAnswer.NONE;
		this.trail.add(new TrailRow(event, (id != null) ? id.value() : null, actor.caller(), actor.assertedUser(),
				actor.sourceAddress(), (instance != null) ? instance.value() : null, reason,
				(outcome != null) ? outcome.word() : null,
				(outcome instanceof Rejected rejected) ? rejected.reason().code() : null, answer.requestId(),
				answer.code(), answer.status(), traceId));
	}

	private static final class Attempt {

		private final ResetCommand command;

		private Deadline lease;

		private @Nullable ResetOutcome outcome;

		private Attempt(ResetCommand command, Deadline lease) {
			this.command = command;
			this.lease = lease;
		}

	}

}
