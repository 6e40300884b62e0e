package rootpassword.reset.reconciliation;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.Lookup.ProviderEvent;
import rootpassword.reset.reconciliation.ReconciliationLedger.KnownAttempt;
import rootpassword.reset.reconciliation.ReconciliationLedger.Reading;
import rootpassword.reset.reconciliation.ReconciliationObserver.Meaning;

/**
 * Reads the provider's trail of a target page by page, settles unconfirmed attempts whose
 * call is in it, and records changes by others. A missing event never means anything.
 */
public final class Reconciliation {

	private static final Logger LOGGER = System.getLogger(Reconciliation.class.getName());

	/** More than can be read within the time of a window. */
	private static final int MAX_PAGES = 4000;

	private final ProviderTrail trail;

	private final ReconciliationLedger ledger;

	private final Predicate<InstanceId> instances;

	private final ReconciliationObserver observer;

	private final boolean foreignChanges;

	/** Tokens that this replica was given for the present window of each cursor. */
	private final Map<Duration, Set<String>> tokens = new HashMap<>();

	/** Changes by others are recorded on these instances only. */
	public Reconciliation(ProviderTrail trail, ReconciliationLedger ledger, Predicate<InstanceId> instances,
			ReconciliationObserver observer, boolean foreignChanges) {
		this.trail = trail;
		this.ledger = ledger;
		this.instances = instances;
		this.observer = observer;
		this.foreignChanges = foreignChanges;
	}

	/**
	 * Reads one page, if one is due. If the ledger fails, it is read again later.
	 * @throws rootpassword.reset.LedgerUnavailableException if the ledger fails
	 */
	public void readPage() {
		this.observer.readUntil(this.ledger.readUntil());
		this.ledger.begin().ifPresent(this::read);
	}

	private void read(Reading reading) {
		Lookup lookup = this.trail.source().apply(reading);
		this.observer.lookedUp(lookup);
		switch (lookup) {
			case Page page -> {
				judge(page);
				this.ledger.end(reading, leadsOn(reading, page.nextToken()) ? page.nextToken() : null);
			}
			case Failed failed -> {
				LOGGER.log(Level.WARNING, "The provider''s trail was not read: {0} at {1}", failed.reason(),
						this.trail.target());
				this.ledger.postpone(reading, failed.failure() == Failure.REFUSED);
			}
		}
	}

	/** False for tokens that lead in a circle or to ever more pages. */
	private boolean leadsOn(Reading reading, @Nullable String token) {
		if (reading.token() == null) {
			this.tokens.remove(reading.age());
		}
		Set<String> seen = this.tokens.computeIfAbsent(reading.age(), (age) -> new HashSet<>());
		if (token == null) {
			return false;
		}
		boolean leadsOn = !token.equals(reading.token()) && seen.size() < MAX_PAGES && seen.add(token);
		if (!leadsOn) {
			LOGGER.log(Level.WARNING, "The provider''s trail at {0} has endless pages from {1} to {2}; they are left",
					this.trail.target(), reading.from(), reading.to());
		}
		return leadsOn;
	}

	private void judge(Page page) {
		List<Match> matches = page.events()
			.stream()
			.map((event) -> new Match(event, this.ledger.find(event).orElse(null)))
			.toList();
		for (Match match : matches) {
			Meaning meaning = meaning(match, matches);
			log(meaning, match);
			this.observer.judged(meaning, 1);
		}
		this.observer.judged(Meaning.MALFORMED, page.malformed());
	}

	private Meaning meaning(Match match, List<Match> page) {
		ProviderEvent event = match.event;
		KnownAttempt attempt = match.attempt;
		if (attempt == null || !attempt.fits(event)) {
			if (isNewForeignChange(event)) {
				return Meaning.FOREIGN;
			}
			return (attempt == null) ? Meaning.KNOWN : Meaning.CONTRADICTORY;
		}
		if (!attempt.isUnconfirmed()) {
			return (attempt.outcome() == null || attempt.outcome().equals(event.outcome().word())) ? Meaning.KNOWN
					: Meaning.CONTRADICTORY;
		}
		if (page.stream().anyMatch(match::contradicts)) {
			return Meaning.CONTRADICTORY;
		}
		if (event.outcome() instanceof Unconfirmed) {
			return Meaning.UNDECIDED;
		}
		if (!this.ledger.settle(attempt.id(), event)) {
			return Meaning.KNOWN;
		}
		return (event.outcome() instanceof Accepted) ? Meaning.ACCEPTED : Meaning.REJECTED;
	}

	/** Records the call as a change by others, unless it was recorded before. */
	private boolean isNewForeignChange(ProviderEvent event) {
		return this.foreignChanges && event.outcome() instanceof Accepted && this.instances.test(event.instance())
				&& this.ledger.recordForeignChange(event);
	}

	private void log(Meaning meaning, Match match) {
		ProviderEvent event = match.event;
		switch (meaning) {
			case ACCEPTED,
					REJECTED ->
				LOGGER.log(Level.INFO,
						"Attempt {0} on {1} at {2} is {3} by the provider''s trail, provider request id {4}",
						match.attemptId(), event.instance(), this.trail.target(), event.outcome().word(),
						event.requestId());
			case CONTRADICTORY -> LOGGER.log(Level.WARNING,
					"Nothing is changed: the provider''s trail contradicts the outcome of attempt {0}, or itself; see "
							+ "provider request id {1} at {2}",
					match.attemptId(), event.requestId(), this.trail.target());
			case FOREIGN -> LOGGER.log(Level.WARNING,
					"The password of root on {0} at {1} was changed by {2} from {3}, and not by this service: "
							+ "provider request id {4}, {5}",
					event.instance(), this.trail.target(),
					Objects.requireNonNullElse(event.user(), "an account without a readable name"),
					Objects.requireNonNullElse(event.sourceAddress(), "an unknown address"), event.requestId(),
					event.time());
			case KNOWN, UNDECIDED, MALFORMED -> {
			}
		}
	}

	private record Match(ProviderEvent event, @Nullable KnownAttempt attempt) {

		@Nullable AttemptId attemptId() {
			return (this.attempt != null) ? this.attempt.id() : null;
		}

		/**
		 * Whether the other event also fits the attempt, but with another request id or
		 * outcome. The attempt was sent only once.
		 */
		boolean contradicts(Match other) {
			return other.attempt != null && other.attempt.id().equals(attemptId()) && other.attempt.fits(other.event)
					&& !(this.event.requestId().equals(other.event.requestId())
							&& this.event.outcome().word().equals(other.event.outcome().word()));
		}

	}

}
