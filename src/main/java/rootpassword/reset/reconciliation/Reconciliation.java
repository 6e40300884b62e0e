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

import org.jspecify.annotations.Nullable;
import rootpassword.reset.outcome.ResetOutcome.Accepted;
import rootpassword.reset.outcome.ResetOutcome.Unconfirmed;
import rootpassword.reset.reconciliation.Lookup.Failed;
import rootpassword.reset.reconciliation.Lookup.Failure;
import rootpassword.reset.reconciliation.Lookup.Page;
import rootpassword.reset.reconciliation.ReconciliationObserver.Meaning;

/**
 * Reads the provider's trail page by page, settles unconfirmed attempts whose call is in
 * it, and records changes by others. An event that is missing never means anything.
 */
public final class Reconciliation {

	private static final Logger LOGGER = System.getLogger(Reconciliation.class.getName());

	/** More than can be read within the time of a window. */
	private static final int MAX_PAGES = 4000;

	private final ReconciliationLedger ledger;

	private final ProviderEventSource source;

	private final CoveredInstances instances;

	private final ReconciliationObserver observer;

	private final boolean foreignChanges;

	/** Tokens that this replica was given for the present window of each reader. */
	private final Map<Duration, Set<String>> tokens = new HashMap<>();

	public Reconciliation(ReconciliationLedger ledger, ProviderEventSource source, CoveredInstances instances,
			ReconciliationObserver observer, boolean foreignChanges) {
		this.ledger = ledger;
		this.source = source;
		this.instances = instances;
		this.observer = observer;
		this.foreignChanges = foreignChanges;
	}

	/**
	 * Reads one page, if one is due.
	 * @throws rootpassword.reset.LedgerUnavailableException if the ledger cannot be used;
	 * the page is read again later
	 */
	public void readPage() {
		this.observer.readUntil(this.ledger.readUntil());
		this.ledger.begin().ifPresent(this::read);
	}

	private void read(Reading reading) {
		switch (this.source.lookUp(reading)) {
			case Page page -> {
				this.observer.lookedUp(null);
				judge(page);
				this.ledger.end(reading, leadsOn(reading, page.nextToken()) ? page.nextToken() : null);
			}
			case Failed(Failure failure, String cause) -> {
				this.observer.lookedUp(failure);
				LOGGER.log(Level.WARNING, "The provider''s trail was not read: {0}", cause);
				this.ledger.postpone(reading, failure == Failure.REFUSED);
			}
		}
	}

	/** Tokens that lead in a circle, or to ever more pages, would never end. */
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
			LOGGER.log(Level.WARNING, "The provider''s trail from {0} to {1} has pages without end; they are left",
					reading.from(), reading.to());
		}
		return leadsOn;
	}

	private void judge(Page page) {
		List<Match> matches = page.events()
			.stream()
			.map((event) -> new Match(event, this.ledger.find(event).orElse(null)))
			.toList();
		for (Match match : matches) {
			this.observer.judged(judge(match, matches), 1);
		}
		this.observer.judged(Meaning.MALFORMED, page.malformed());
	}

	private Meaning judge(Match match, List<Match> page) {
		ProviderEvent event = match.event;
		KnownAttempt attempt = match.attempt;
		if (attempt == null) {
			return stranger(event, Meaning.KNOWN);
		}
		if (!attempt.fits(event)) {
			return stranger(event, contradictory(event, attempt));
		}
		if (!attempt.isUnconfirmed()) {
			return (attempt.outcome() == null || attempt.outcome().equals(event.outcome().word())) ? Meaning.KNOWN
					: contradictory(event, attempt);
		}
		if (page.stream().anyMatch(match::contradicts)) {
			return contradictory(event, attempt);
		}
		if (event.outcome() instanceof Unconfirmed) {
			return Meaning.UNDECIDED;
		}
		if (!this.ledger.settle(attempt.id(), event)) {
			return Meaning.KNOWN;
		}
		LOGGER.log(Level.INFO, "Attempt {0} on {1} is {2} by the provider''s trail, provider request id {3}",
				attempt.id(), attempt.instance(), event.outcome().word(), event.requestId());
		return (event.outcome() instanceof Accepted) ? Meaning.ACCEPTED : Meaning.REJECTED;
	}

	private static Meaning contradictory(ProviderEvent event, KnownAttempt attempt) {
		LOGGER.log(Level.WARNING,
				"Nothing is changed: the provider''s trail contradicts the outcome of attempt {0}, or itself; see "
						+ "provider request id {1}",
				attempt.id(), event.requestId());
		return Meaning.CONTRADICTORY;
	}

	/** A call that is not one of this ledger's. */
	private Meaning stranger(ProviderEvent event, Meaning otherwise) {
		if (!this.foreignChanges || !(event.outcome() instanceof Accepted) || !this.instances.covers(event.instance())
				|| !this.ledger.recordForeignChange(event)) {
			return otherwise;
		}
		LOGGER.log(Level.WARNING,
				"The password of root on {0} was changed by {1} from {2}, and not by this service: "
						+ "provider request id {3} at {4}",
				event.instance(), Objects.requireNonNullElse(event.user(), "an account without a readable name"),
				Objects.requireNonNullElse(event.sourceAddress(), "an unknown address"), event.requestId(),
				event.time());
		return Meaning.FOREIGN;
	}

	/**
	 * An event, and the attempt that it names.
	 */
	private record Match(ProviderEvent event, @Nullable KnownAttempt attempt) {

		/** Whether both can be the call of the attempt, which was sent only once. */
		boolean contradicts(Match other) {
			return this.attempt != null && other.attempt != null && this.attempt.id().equals(other.attempt.id())
					&& other.attempt.fits(other.event) && !(this.event.requestId().equals(other.event.requestId())
							&& this.event.outcome().word().equals(other.event.outcome().word()));
		}

	}

}
