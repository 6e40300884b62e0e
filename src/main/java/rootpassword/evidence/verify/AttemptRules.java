package rootpassword.evidence.verify;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
	 * leaves time for a service that stands still.
	 */
	private static final long OPEN_LIMIT = 24L * 3600 * 1_000_000;

	/** So many finished attempts are remembered. */
	private static final int REMEMBERED = 20_000;

	/** The columns that are the same in all rows of an attempt; in a replay the first. */
	private static final List<String> ORIGIN = List.of("instance", "caller", "identity", "asserted_user", "subject",
			"client", "issuer", "access_rule", "reason", "source_address", "trace_id", "repeat_of");

	private final Findings findings;

	/** The export does not begin at the first row, so attempts may be opened before. */
	private final boolean partial;

	private final long skewMillis;

	/** Attempts that are open, unconfirmed, or settled before they were opened. */
	private final Map<UUID, Attempt> active = new HashMap<>();

	private final LinkedHashMap<UUID, Attempt> finished = new LinkedHashMap<>();

	/** The newest time in an id that was forgotten. */
	private long forgotten;

	private boolean gaps;

	AttemptRules(Findings findings, boolean partial, long skewMillis) {
		this.findings = findings;
		this.partial = partial;
		this.skewMillis = skewMillis;
	}

	/** A row is missing, which can be the other row of any attempt. */
	void gap() {
		this.gaps = true;
	}

	/** A row whose event and ids are valid. */
	void add(CanonicalRow row) {
		if (row.attemptId() == null) {
			return;
		}
		UUID id = UUID.fromString(row.attemptId());
		Attempt attempt = this.active.getOrDefault(id, this.finished.get(id));
		if (attempt != null) {
			for (String column : row.event().equals("replayed") ? ORIGIN.subList(0, 1) : ORIGIN) {
				if (!Objects.equals(attempt.origin.get(column), row.values().get(column))) {
					this.findings.row(row.seq(),
							"the row contradicts row " + attempt.seq + " of its attempt: " + column);
				}
			}
		}
		switch (row.event()) {
			case "opened" -> opened(id, attempt, row);
			case "settled", "reconciled" -> settled(id, attempt, row);
			default -> {
				// Other events do not change an attempt
			}
		}
	}

	private void opened(UUID id, @Nullable Attempt attempt, CanonicalRow row) {
		// An id begins with its time
		boolean over = id.version() == 7 && (id.getMostSignificantBits() >>> 16) < this.forgotten - this.skewMillis;
		if (over || (attempt != null && (attempt.stage != Stage.SETTLED_FIRST || attempt.seq < row.seq()))) {
			this.findings.row(row.seq(), "attempt " + id + " is opened a second time");
		}
		else if (attempt == null) {
			this.active.put(id, new Attempt(Stage.OPEN, row, false));
		}
		else {
			proceed(id, attempt, attempt.known);
		}
	}

	private void settled(UUID id, @Nullable Attempt attempt, CanonicalRow row) {
		boolean known = !"unconfirmed".equals(row.text("outcome"));
		if (attempt == null) {
			// Two transactions can be sealed in the other order
			this.active.put(id, new Attempt(Stage.SETTLED_FIRST, row, known));
		}
		else if (attempt.stage == Stage.OPEN) {
			if (row.event().equals("reconciled")) {
				this.findings.row(row.seq(), "attempt " + id + " is reconciled, but was not unconfirmed");
			}
			proceed(id, attempt, known);
		}
		else if (attempt.known || !known) {
			this.findings.row(row.seq(), "attempt " + id + " is settled again, and not by a late answer");
		}
		else if (attempt.stage == Stage.SETTLED_FIRST) {
			attempt.known = true;
		}
		else {
			proceed(id, attempt, true);
		}
	}

	private void proceed(UUID id, Attempt attempt, boolean known) {
		attempt.known = known;
		attempt.stage = Stage.SETTLED;
		if (known) {
			this.active.remove(id);
			this.finished.put(id, attempt);
		}
		if (this.finished.size() > REMEMBERED) {
			UUID oldest = this.finished.pollFirstEntry().getKey();
			this.forgotten = (oldest.version() == 7) ? Math.max(this.forgotten, oldest.getMostSignificantBits() >>> 16)
					: this.forgotten;
		}
	}

	/**
	 * Reports attempts that nobody has opened or settled.
	 * @param newest the time of the newest row
	 */
	void finish(long newest) {
		if (this.gaps) {
			return;
		}
		this.active.forEach((id, attempt) -> {
			if (attempt.stage == Stage.SETTLED_FIRST && !this.partial) {
				this.findings.row(attempt.seq, "attempt " + id + " is settled, but was not opened");
			}
			else if (attempt.stage == Stage.OPEN && attempt.at < newest - OPEN_LIMIT) {
				this.findings.row(attempt.seq, "attempt " + id + " was opened, but never settled");
			}
		});
	}

	/**
	 * An attempt so far, with columns of its first row.
	 */
	private static final class Attempt {

		final long seq;

		final long at;

		final Map<String, Object> origin = new HashMap<>();

		Stage stage;

		boolean known;

		Attempt(Stage stage, CanonicalRow row, boolean known) {
			this.stage = stage;
			this.seq = row.seq();
			this.at = row.at();
			this.known = known;
			ORIGIN.forEach((column) -> this.origin.computeIfAbsent(column, row.values()::get));
		}

	}

	/**
	 * How far an attempt is.
	 */
	private enum Stage {

		OPEN, SETTLED_FIRST, SETTLED

	}

}
