package rootpassword.ledger.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.ResetCommand;

/** The decision on a command, and the facts that it is made on. */
public record AdmissionDecision(Opening opening, AdmissionFacts facts, Admission admission) {

	/**
	 * Decides on the commands of a transaction in their order. Each sees what the
	 * commands before it have changed.
	 * @param facts as they were read, in the same order
	 * @param leaseEnd the end of the lease of each attempt
	 */
	public static List<AdmissionDecision> decide(List<Opening> openings, List<AdmissionFacts> facts, Deadline leaseEnd,
			Duration lease, Fingerprints fingerprints) {
		List<AdmissionFacts> current = new ArrayList<>(facts);
		List<AdmissionDecision> decisions = new ArrayList<>();
		for (int i = 0; i < openings.size(); i++) {
			AdmissionDecision decision = decide(openings.get(i), current.get(i), leaseEnd);
			decisions.add(decision);
			if (decision.admission instanceof Admitted) {
				for (int later = i + 1; later < openings.size(); later++) {
					current.set(later,
							decision.seenBy(openings.get(later).command, current.get(later), lease, fingerprints));
				}
			}
		}
		return decisions;
	}

	private static AdmissionDecision decide(Opening opening, AdmissionFacts facts, Deadline leaseEnd) {
		KeyedAttempts known = facts.known();
		return new AdmissionDecision(opening, facts,
				AdmissionRule.decide(facts)
					.orElseGet(() -> (known == null) ? new Admitted(opening.attempt, leaseEnd)
							: new Admitted(opening.attempt, leaseEnd, known.earlierOutcome(), known.nextPause())));
	}

	/** The facts of a later command after this one is admitted. */
	private AdmissionFacts seenBy(ResetCommand later, AdmissionFacts before, Duration lease,
			Fingerprints fingerprints) {
		ResetCommand command = this.opening.command;
		boolean sameCaller = command.origin().actor().identity().equals(later.origin().actor().identity());
		AdmissionFacts after = (sameCaller && this.facts.known() == null) ? before.withOneMoreOfCaller() : before;
		if (!command.instance().equals(later.instance())) {
			return after;
		}
		boolean sameKey = sameCaller && command.key() != null && command.key().equals(later.key());
		String fingerprint = sameKey ? fingerprints.of(command) : null;
		return after.afterOpening(this.opening.attempt, lease, firstUnderKey(), fingerprint,
				fingerprint != null && fingerprints.matches(later, fingerprint));
	}

	public ResetCommand command() {
		return this.opening.command;
	}

	/** The first attempt under the key, which may be the one of this command. */
	public AttemptId firstUnderKey() {
		AttemptId first = this.facts.first();
		return (first != null) ? first : this.opening.attempt;
	}

	/** A command, and the id of the attempt that it may open. */
	public record Opening(ResetCommand command, AttemptId attempt) {

		public String instance() {
			return this.command.instance().value();
		}

	}

}
