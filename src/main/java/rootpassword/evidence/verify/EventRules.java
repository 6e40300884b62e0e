package rootpassword.evidence.verify;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;

/**
 * The events that the service writes, and how an attempt proceeds: opened once, then
 * settled once, or twice if the first outcome was unconfirmed; the second time perhaps by
 * the provider's trail. All rows of an attempt agree about who asked for what.
 */
final class EventRules {

	/** The outcomes of each event; {@code -} where it can have none. */
	private static final Map<String, List<String>> OUTCOMES = Map.of("opened", List.of("-"), "settled",
			List.of("accepted", "rejected", "unconfirmed"), "reconciled", List.of("accepted", "rejected"),
			"login-checked", List.of("accepted", "unconfirmed"), "replayed",
			List.of("accepted", "rejected", "unconfirmed"), "refused", List.of("rejected", "-"), "validated",
			List.of("acceptable", "rejected", "-"), "summarised", List.of("acceptable", "rejected", "replayed", "-"),
			"foreign-change", List.of("accepted", "rejected", "unconfirmed", "-"));

	private static final Set<String> OF_AN_ATTEMPT = Set.of("opened", "settled", "reconciled", "login-checked",
			"replayed");

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	/**
	 * A day: an attempt cannot be open for longer, even if the service was down for
	 * hours. Its lease, which the trail does not show, ends after seconds.
	 */
	private static final long OPEN_LIMIT_MICROS = 24L * 3600 * 1_000_000;

	/** The number of settled attempts that are remembered. */
	private static final int REMEMBERED = 20_000;

	/**
	 * The columns that are the same in all rows of an attempt. Of a {@code replayed} row
	 * only the first column, {@code instance}, is compared.
	 */
	private static final List<String> ORIGIN = List.of("instance", "caller", "identity", "asserted_user", "subject",
			"client", "issuer", "access_rule", "reason", "source_address", "trace_id", "repeat_of");

	private final Findings findings;

	private final long skewMillis;

	/** Attempts that lack the row {@code opened}, or a known outcome. */
	private final Map<UUID, Attempt> active = new HashMap<>();

	private final LinkedHashMap<UUID, Attempt> settled = new LinkedHashMap<>();

	/** The latest creation time among the forgotten attempts, taken from their ids. */
	private long forgottenMillis;

	EventRules(Findings findings, long skewMillis) {
		this.findings = findings;
		this.skewMillis = skewMillis;
	}

	void add(CanonicalRow row) {
		String fault = fault(row);
		if (fault != null) {
			this.findings.add(row.seq(), fault);
		}
		else if (row.values().get("attempt_id") instanceof String text) {
			UUID id = UUID.fromString(text);
			Attempt known = this.active.getOrDefault(id, this.settled.get(id));
			Attempt attempt = (known != null) ? known : new Attempt(row, EnumSet.noneOf(Step.class));
			for (String column : row.event().equals("replayed") ? ORIGIN.subList(0, 1) : ORIGIN) {
				if (!Objects.equals(attempt.first.values().get(column), row.values().get(column))) {
					this.findings.add(row.seq(),
							"the row contradicts row " + attempt.first.seq() + " of its attempt: " + column);
				}
			}
			switch (row.event()) {
				case "opened" -> proceed(id, attempt, Step.OPENED, row);
				case "settled", "reconciled" -> {
					boolean unconfirmed = "unconfirmed".equals(row.values().get("outcome"));
					proceed(id, attempt, unconfirmed ? Step.SETTLED_UNCONFIRMED : Step.SETTLED_KNOWN, row);
				}
				default -> {
					// Other events do not change an attempt
				}
			}
		}
	}

	/** Something that the service never writes, or {@code null}. */
	private static @Nullable String fault(CanonicalRow row) {
		List<String> outcomes = OUTCOMES.get(row.event());
		Object outcome = row.values().getOrDefault("outcome", "-");
		Object attempt = row.values().get("attempt_id");
		if (outcomes == null) {
			return "the service writes no event " + row.event();
		}
		if (!(outcome instanceof String word && outcomes.contains(word))) {
			return "the service writes no event " + row.event() + " with the outcome " + outcome;
		}
		if (attempt == null && OF_AN_ATTEMPT.contains(row.event())) {
			return "the row has no attempt_id, although its event is " + row.event();
		}
		if (!isId(attempt) || !isId(row.values().get("repeat_of"))) {
			return "attempt_id or repeat_of is not a UUID";
		}
		if (row.event().equals("login-checked") && !Long.valueOf(1).equals(row.values().get("effective"))) {
			return "a login is recorded that the service never records: without success";
		}
		return null;
	}

	private static boolean isId(@Nullable Object value) {
		return value == null || (value instanceof String text && ID.matcher(text).matches());
	}

	private void proceed(UUID id, Attempt attempt, Step step, CanonicalRow row) {
		boolean beganReconciled = attempt.first.event().equals("reconciled");
		if ((step == Step.OPENED) ? beganReconciled : (attempt.isOpen() && row.event().equals("reconciled"))) {
			this.findings.add(row.seq(), "attempt " + id + " is reconciled, but was not unconfirmed");
		}
		boolean forgotten = id.version() == 7 && millis(id) < this.forgottenMillis - this.skewMillis;
		// Transactions can be sealed in reverse order, but the row opened has the lowest
		// number
		boolean late = forgotten || attempt.first.seq() < row.seq();
		if (step == Step.OPENED && (late || attempt.steps.contains(step))) {
			this.findings.add(row.seq(), "attempt " + id + " is opened a second time");
			return;
		}
		if (attempt.steps.contains(step) || (step == Step.SETTLED_UNCONFIRMED && attempt.isSettled())) {
			this.findings.add(row.seq(), "attempt " + id + " is settled again, and not by a late answer");
			return;
		}
		attempt.steps.add(step);
		this.active.put(id, attempt);
		if (attempt.steps.contains(Step.OPENED) && attempt.isSettled()) {
			this.active.remove(id);
			this.settled.put(id, attempt);
		}
		if (this.settled.size() > REMEMBERED) {
			this.forgottenMillis = Math.max(this.forgottenMillis, millis(this.settled.pollFirstEntry().getKey()));
		}
	}

	/** The time at which an id was made; 0 if it does not begin with one. */
	private static long millis(UUID id) {
		return (id.version() == 7) ? id.getMostSignificantBits() >>> 16 : 0;
	}

	/** Reports what attempts lack. Those of a partial export can begin before it. */
	void finish(long newestRow, boolean partial) {
		this.active.forEach((id, attempt) -> {
			if (!attempt.steps.contains(Step.OPENED) && !partial) {
				this.findings.add(attempt.first.seq(), "attempt " + id + " is settled, but was not opened");
			}
			if (attempt.isOpen() && attempt.first.at() < newestRow - OPEN_LIMIT_MICROS) {
				this.findings.add(attempt.first.seq(), "attempt " + id + " was opened, but never settled");
			}
		});
	}

	private enum Step {

		OPENED, SETTLED_UNCONFIRMED, SETTLED_KNOWN

	}

	/** An attempt so far: the row that changed it first, and its steps. */
	private record Attempt(CanonicalRow first, Set<Step> steps) {

		boolean isSettled() {
			return this.steps.contains(Step.SETTLED_KNOWN);
		}

		boolean isOpen() {
			return this.steps.equals(EnumSet.of(Step.OPENED));
		}

	}

}
