package rootpassword.evidence.verify;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;

/**
 * The way in which attempts proceed: opened once, then settled once, or twice if the
 * first outcome was unconfirmed; the second time perhaps by the provider's trail. All
 * rows of an attempt agree about who asked for what.
 */
final class AttemptRules {

	/**
	 * After this time an attempt cannot be open any more: its lease, which the trail does
	 * not show, ends after seconds, and the next replica that runs settles it. A day
	 * leaves time for a service that is down.
	 */
	private static final long OPEN_LIMIT = 24L * 3600 * 1_000_000;

	/** The number of settled attempts that are remembered. */
	private static final int REMEMBERED = 20_000;

	/** The columns that are the same in all rows of an attempt; in a replay the first. */
	private static final List<String> ORIGIN = List.of("instance", "caller", "identity", "asserted_user", "subject",
			"client", "issuer", "access_rule", "reason", "source_address", "trace_id", "repeat_of");

	private final Findings findings;

	/** Attempts may have been opened before the first row of the export. */
	private final boolean partial;

	private final long skewMillis;

	/** Attempts that are not opened or not settled. */
	private final Map<UUID, Attempt> active = new HashMap<>();

	private final LinkedHashMap<UUID, Attempt> settled = new LinkedHashMap<>();

	/** The latest creation time among the forgotten attempts, taken from their ids. */
	private long forgottenMillis;

	AttemptRules(Findings findings, boolean partial, long skewMillis) {
		this.findings = findings;
		this.partial = partial;
		this.skewMillis = skewMillis;
	}

	/** Adds a row, whose event and ids must be valid. */
	void add(CanonicalRow row) {
		if (!(row.values().get("attempt_id") instanceof String text)) {
			return;
		}
		UUID id = UUID.fromString(text);
		Attempt attempt = this.active.getOrDefault(id, this.settled.get(id));
		if (attempt != null) {
			for (String column : row.event().equals("replayed") ? ORIGIN.subList(0, 1) : ORIGIN) {
				if (!Objects.equals(attempt.origin.get(column), row.values().get(column))) {
					this.findings.add(row.seq(),
							"the row contradicts row " + attempt.seq + " of its attempt: " + column);
				}
			}
		}
		switch (row.event()) {
			case "opened" -> proceed(id, attempt, Event.OPENED, row);
			case "settled", "reconciled" -> proceed(id, attempt,
					"unconfirmed".equals(row.values().get("outcome")) ? Event.UNCONFIRMED : Event.SETTLED, row);
			default -> {
				// Other events do not change an attempt
			}
		}
	}

	private void proceed(UUID id, @Nullable Attempt attempt, Event event, CanonicalRow row) {
		Attempt current = (attempt != null) ? attempt : new Attempt(row);
		boolean possible = current.canProceedTo(event);
		boolean forgotten = id.version() == 7 && millis(id) < this.forgottenMillis - this.skewMillis;
		if ((current.isOpen() && row.event().equals("reconciled")) || (event == Event.OPENED && current.reconciled)) {
			this.findings.add(row.seq(), "attempt " + id + " is reconciled, but was not unconfirmed");
		}
		if (event == Event.OPENED && (!possible || forgotten || current.seq < row.seq())) {
			this.findings.add(row.seq(), "attempt " + id + " is opened a second time");
		}
		else if (!possible) {
			this.findings.add(row.seq(), "attempt " + id + " is settled again, and not by a late answer");
		}
		else {
			current.events.add(event);
			this.active.put(id, current);
			if (current.events.contains(Event.OPENED) && current.events.contains(Event.SETTLED)) {
				this.active.remove(id);
				this.settled.put(id, current);
			}
			if (this.settled.size() > REMEMBERED) {
				this.forgottenMillis = Math.max(this.forgottenMillis, millis(this.settled.pollFirstEntry().getKey()));
			}
		}
	}

	/** The time at which an id was made; 0 if it does not begin with one. */
	private static long millis(UUID id) {
		return (id.version() == 7) ? id.getMostSignificantBits() >>> 16 : 0;
	}

	/** Reports attempts that nobody has opened or settled. */
	void finish(long newestRow) {
		this.active.forEach((id, attempt) -> {
			if (!attempt.events.contains(Event.OPENED) && !this.partial) {
				this.findings.add(attempt.seq, "attempt " + id + " is settled, but was not opened");
			}
			if (attempt.isOpen() && attempt.at < newestRow - OPEN_LIMIT) {
				this.findings.add(attempt.seq, "attempt " + id + " was opened, but never settled");
			}
		});
	}

	/** An attempt so far, with columns of its first row. */
	private static final class Attempt {

		private final long seq;

		private final long at;

		private final Map<String, Object> origin = new HashMap<>();

		/** Whether the event of that row is {@code reconciled}. */
		private final boolean reconciled;

		private final Set<Event> events = EnumSet.noneOf(Event.class);

		Attempt(CanonicalRow first) {
			this.seq = first.seq();
			this.at = first.at();
			this.reconciled = first.event().equals("reconciled");
			ORIGIN.forEach((column) -> this.origin.computeIfAbsent(column, first.values()::get));
		}

		/** The opening may come last, because rows can be sealed in another order. */
		boolean canProceedTo(Event event) {
			return !this.events.contains(event) && !(event == Event.UNCONFIRMED && this.events.contains(Event.SETTLED));
		}

		boolean isOpen() {
			return this.events.equals(EnumSet.of(Event.OPENED));
		}

	}

	private enum Event {

		/** UNCONFIRMED is settled with this outcome, SETTLED with a known one. */
		OPENED, UNCONFIRMED, SETTLED

	}

}
