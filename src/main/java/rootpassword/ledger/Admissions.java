package rootpassword.ledger;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import rootpassword.ledger.Claims.Claim;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.IdempotencyKey;
import rootpassword.reset.ResetCommand;

/**
 * Decides who may go, within one transaction that holds the instance's claim from its
 * first statement on; or only looks who might, within one that holds nothing.
 */
final class Admissions {

	private final Claims claims;

	private final IdempotencyKeys keys;

	private final Objections objections;

	private final Attempts attempts;

	private final AuditTrail trail;

	private final RefusalCap cap;

	Admissions(Claims claims, IdempotencyKeys keys, Objections objections, Attempts attempts, AuditTrail trail,
			RefusalCap cap) {
		this.claims = claims;
		this.keys = keys;
		this.objections = objections;
		this.attempts = attempts;
		this.trail = trail;
		this.cap = cap;
	}

	Admission admit(ResetCommand command, AttemptId attempt, Deadline end) {
		Claim claim = this.claims.lock(command.instance());
		Run last = last(command);
		Optional<Admission> against = this.objections.against(command, claim, last);
		against.filter((answer) -> this.cap.leavesRoomFor(command.actor()))
			.ifPresent((answer) -> append(answer, command, last));
		return against.orElseGet(() -> open(command, attempt, first(last), end));
	}

	/** What would be refused now; a replay would not. */
	Optional<Refused> look(ResetCommand command) {
		Claim claim = this.claims.look(command.instance());
		Run last = last(command);
		Optional<Refused> refused = this.objections.against(command, claim, last)
			.flatMap((answer) -> (answer instanceof Refused refusal) ? Optional.of(refusal) : Optional.empty());
		if (this.cap.leavesRoomFor(command.actor())) {
			this.trail.validated(command, refused.map(Refused::reason).orElse(null), first(last));
		}
		return refused;
	}

	private Admission open(ResetCommand command, AttemptId attempt, @Nullable AttemptId first, Deadline end) {
		this.claims.take(command.instance(), attempt);
		this.attempts.open(attempt, command, first);
		IdempotencyKey key = command.key();
		if (key != null) {
			this.keys.remember(command, key, (first != null) ? first : attempt, attempt);
		}
		this.trail.opened(attempt);
		return new Admitted(attempt, end);
	}

	private void append(Admission answer, ResetCommand command, @Nullable Run last) {
		switch (answer) {
			case Admitted admitted -> throw new IllegalStateException("It is opened elsewhere");
			case Replayed replayed -> this.trail.replayed(command, replayed.attempt());
			case Refused refused -> this.trail.refused(command, refused.reason(), first(last));
		}
	}

	private @Nullable Run last(ResetCommand command) {
		IdempotencyKey key = command.key();
		return (key != null) ? this.keys.latest(command, key).orElse(null) : null;
	}

	private static @Nullable AttemptId first(@Nullable Run last) {
		return (last != null) ? last.first() : null;
	}

}
