package rootpassword.evidence.verify;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;

/**
 * The way in which attempts proceed: opened once, then settled once, or twice if the
 * first outcome was unconfirmed; the second time perhaps by the provider's trail.
 * Remembers only attempts that are open, unconfirmed, or settled before they were opened.
 * A login check changes no attempt.
 */
final class AttemptRules {

	/**
	 * After this time an attempt cannot be open any more: its lease, which the trail does
	 * not show, ends after seconds, and the next replica that runs settles it. A day
	 * leaves time for a service that stands still.
	 */
	private static final long OPEN_LIMIT = 24L * 3600 * 1_000_000;

	private final Findings findings;

	/** The export does not begin at the first row, so attempts may be opened before. */
	private final boolean partial;

	private final Map<String, State> attempts = new HashMap<>();

	private boolean gaps;

	AttemptRules(Findings findings, boolean partial) {
		this.findings = findings;
		this.partial = partial;
	}

	/** A row is missing, which can be the other row of any attempt. */
	void gap() {
		this.gaps = true;
	}

	void add(CanonicalRow row) {
		String attempt = row.attemptId();
		switch (row.event()) {
			case "opened" -> opened((attempt != null) ? attempt : "", row);
			case "settled" -> settled((attempt != null) ? attempt : "", row);
			case "reconciled" -> reconciled((attempt != null) ? attempt : "", row);
			case "login-checked" -> loginChecked(attempt, row);
			default -> {
				// Other events do not change an attempt
			}
		}
	}

	private void opened(String attempt, CanonicalRow row) {
		State state = this.attempts.remove(attempt);
		if (state == null) {
			this.attempts.put(attempt, new State(Stage.OPEN, row, false));
		}
		else if (state.stage != Stage.SETTLED_FIRST || state.seq < row.seq()) {
			this.findings.row(row.seq(), "attempt " + attempt + " is opened a second time");
		}
		else if (!state.known) {
			this.attempts.put(attempt, new State(Stage.UNCONFIRMED, state.seq, state.at, false));
		}
	}

	private void settled(String attempt, CanonicalRow row) {
		boolean known = !"unconfirmed".equals(row.text("outcome"));
		State state = this.attempts.remove(attempt);
		if (state == null) {
			// Two transactions can be sealed in the other order
			this.attempts.put(attempt, new State(Stage.SETTLED_FIRST, row, known));
		}
		else if (state.stage != Stage.OPEN && (state.known || !known)) {
			this.findings.row(row.seq(), "attempt " + attempt + " is settled again, and not by a late answer");
		}
		else if (state.stage == Stage.SETTLED_FIRST) {
			this.attempts.put(attempt, new State(Stage.SETTLED_FIRST, state.seq, state.at, true));
		}
		else if (!known) {
			this.attempts.put(attempt, new State(Stage.UNCONFIRMED, row, false));
		}
	}

	/** The provider's trail tells the outcome, but only of an unconfirmed attempt. */
	private void reconciled(String attempt, CanonicalRow row) {
		State state = this.attempts.get(attempt);
		String outcome = row.text("outcome");
		if ((state != null && state.stage == Stage.OPEN)
				|| !("accepted".equals(outcome) || "rejected".equals(outcome))) {
			this.findings.row(row.seq(), "attempt " + attempt + " is reconciled, but was not unconfirmed");
		}
		else {
			settled(attempt, row);
		}
	}

	/** Its order proves nothing: it can be sealed before the settlement. */
	private void loginChecked(@Nullable String attempt, CanonicalRow row) {
		if (attempt == null || !row.isTrue("effective") || "rejected".equals(row.text("outcome"))
				|| row.text("outcome") == null) {
			this.findings.row(row.seq(), "a login is recorded that the service never records: without success, "
					+ "without an attempt, or after nothing was changed");
		}
	}

	/** Reports attempts that nobody has opened or settled. */
	void finish(long exportedAt) {
		if (this.gaps) {
			return;
		}
		this.attempts.forEach((attempt, state) -> {
			if (state.stage == Stage.SETTLED_FIRST && !this.partial) {
				this.findings.row(state.seq,
						"attempt " + attempt + " is settled, but was not open: never opened, or settled before");
			}
			else if (state.stage == Stage.OPEN && state.at < exportedAt - OPEN_LIMIT) {
				this.findings.row(state.seq, "attempt " + attempt + " was opened, but never settled");
			}
		});
	}

	/**
	 * The last row of an attempt so far.
	 */
	private record State(Stage stage, long seq, long at, boolean known) {

		State(Stage stage, CanonicalRow row, boolean known) {
			this(stage, row.seq(), row.at(), known);
		}

	}

	/**
	 * How far an attempt is.
	 */
	private enum Stage {

		OPEN, UNCONFIRMED, SETTLED_FIRST

	}

}
