package rootpassword.ledger;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import rootpassword.ledger.admission.AdmissionDecision;
import rootpassword.ledger.admission.AdmissionDecision.Opening;
import rootpassword.ledger.admission.AdmissionFacts;
import rootpassword.ledger.admission.AdmissionFacts.Claim;
import rootpassword.ledger.admission.AdmissionRule;
import rootpassword.ledger.database.DatabaseClock;
import rootpassword.ledger.database.LedgerProperties;
import rootpassword.ledger.fingerprint.Fingerprints;
import rootpassword.ledger.idempotency.IdempotencyKeys;
import rootpassword.ledger.idempotency.IdempotencyKeys.KeyUse;
import rootpassword.ledger.idempotency.KeyedAttempts;
import rootpassword.ledger.quota.AuditQuota;
import rootpassword.ledger.quota.AuditQuota.Kind;
import rootpassword.reset.Admission;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.Admission.Refused;
import rootpassword.reset.Admission.Replayed;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.IdempotencyKey;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.outcome.Rejection;

/**
 * Admits, replays or refuses commands, in three steps: read the facts under the locks on
 * the claims, decide, write. Each step takes the same number of statements for a group as
 * for one command. A validation locks nothing.
 */
record Admissions(Claims claims, AdmissionQuery query, Attempts attempts, IdempotencyKeys keys, AuditTrail trail,
		Settlements settlements, Fingerprints fingerprints, AuditQuota quota, DatabaseClock clock,
		LedgerProperties properties) {

	/**
	 * Admits the commands in their order, in a transaction.
	 * @return the admissions in the same order; an element is empty if another
	 * transaction has locked the claim
	 */
	List<Optional<Admission>> admit(List<Opening> openings) {
		// Before the first statement, so that the lease never ends later here than in the
		// database
		Deadline leaseEnd = Deadline.in(this.properties.lease());
		long before = this.clock.nanoTime();
		Set<String> instances = openings.stream().map(Opening::instance).collect(Collectors.toCollection(TreeSet::new));
		Set<String> locked = this.claims.lock(instances);
		instances.removeAll(locked);
		// The rest have no claim, or another transaction holds it, which create skips
		Set<String> created = instances.isEmpty() ? Set.of() : this.claims.create(instances);
		List<Opening> ready = openings.stream()
			.filter((opening) -> locked.contains(opening.instance()) || created.contains(opening.instance()))
			.toList();
		Map<AttemptId, Admission> admissions = ready.isEmpty() ? Map.of()
				: process(ready, created, leaseEnd, before).stream()
					.collect(
							Collectors.toMap((decision) -> decision.opening().attempt(), AdmissionDecision::admission));
		return openings.stream().map((opening) -> Optional.ofNullable(admissions.get(opening.attempt()))).toList();
	}

	private List<AdmissionDecision> process(List<Opening> openings, Set<String> created, Deadline leaseEnd,
			long before) {
		AdmissionQuery.Result read = this.query.read(openings.stream().map(Opening::command).toList());
		this.clock.requireSteady(before, read.now());
		List<AdmissionDecision> decisions = AdmissionDecision.decide(openings, read.facts(), leaseEnd,
				this.properties.lease(), this.fingerprints);
		List<AdmissionDecision> admitted = decisions.stream()
			.filter((decision) -> decision.admission() instanceof Admitted)
			.toList();
		if (!admitted.isEmpty()) {
			open(admitted);
		}
		this.keys.remember(keyUses(decisions));
		this.trail.append(decisions.stream().flatMap(this::row).toList());
		removeUnused(created, admitted);
		return decisions;
	}

	private void open(List<AdmissionDecision> admitted) {
		List<AttemptId> stale = admitted.stream()
			.map((decision) -> decision.facts().claim())
			.filter(Claim::isOpen)
			.map((claim) -> Objects.requireNonNull(claim.holder()))
			.toList();
		// The rules refuse an open claim that is live, so these leases have ended. The
		// sweeper finds open attempts by the claim, which is assigned next
		this.settlements.expire(stale);
		this.claims.assign(admitted);
		this.attempts.open(admitted);
	}

	/** The last use of each key in this transaction. */
	private Collection<KeyUse> keyUses(List<AdmissionDecision> decisions) {
		// An admitted repeat has the same content. Its fingerprint is made again, so that
		// a retired secret key goes out of use
		Map<List<Object>, KeyUse> uses = new LinkedHashMap<>();
		for (AdmissionDecision decision : decisions) {
			ResetCommand command = decision.command();
			IdempotencyKey key = command.key();
			if (key != null && !(decision.admission() instanceof Refused)) {
				KeyedAttempts known = decision.facts().known();
				String identity = command.origin().actor().identity();
				uses.put(List.of(command.instance(), identity, key),
						new KeyUse(command.instance(), identity, key,
								(decision.admission() instanceof Replayed && known != null) ? known.fingerprint()
										: this.fingerprints.of(command),
								decision.firstUnderKey()));
			}
		}
		return uses.values();
	}

	/** The row of the trail, unless the caller has too many of its kind. */
	private Stream<TrailEntry> row(AdmissionDecision decision) {
		ResetCommand command = decision.command();
		AttemptId first = decision.facts().first();
		return switch (decision.admission()) {
			case Admitted admitted -> Stream.of(TrailEntry.opened(command, admitted.attempt(), first));
			case Replayed replayed -> permits(command, Kind.REPLAYED)
					? Stream.of(TrailEntry.replayed(command, replayed, replayed.attempt().equals(first) ? null : first))
					: Stream.empty();
			case Refused refused -> permits(command, Kind.refused(refused.reason()))
					? Stream.of(TrailEntry.refused(command, refused.reason(), first)) : Stream.empty();
		};
	}

	/** Invented instance ids must not fill the table. */
	private void removeUnused(Set<String> created, List<AdmissionDecision> admitted) {
		Set<String> unused = new HashSet<>(created);
		admitted.forEach((decision) -> unused.remove(decision.opening().instance()));
		if (!unused.isEmpty()) {
			this.claims.removeUnused(unused);
		}
	}

	/**
	 * The refusal of the command at this moment; empty if it would be admitted or
	 * replayed.
	 */
	Optional<Refused> validate(ResetCommand command) {
		AdmissionFacts facts = this.query.read(List.of(command)).facts().getFirst();
		Optional<Refused> refused = AdmissionRule.decide(facts)
			.filter(Refused.class::isInstance)
			.map(Refused.class::cast);
		Rejection reason = refused.map(Refused::reason).orElse(null);
		if (permits(command, Kind.validated(reason))) {
			this.trail.append(List.of(TrailEntry.validated(command, reason, facts.first())));
		}
		return refused;
	}

	private boolean permits(ResetCommand command, Kind kind) {
		return this.quota.permits(command.origin().actor(), kind);
	}

}
