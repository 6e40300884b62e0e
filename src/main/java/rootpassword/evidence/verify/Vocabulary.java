package rootpassword.evidence.verify;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;

/** The events and outcomes that the service writes. */
final class Vocabulary {

	/** The outcomes of each event; {@code -} where it can have none. */
	private static final Map<String, List<String>> OUTCOMES = Map.of("opened", List.of("-"), "settled",
			List.of("accepted", "rejected", "unconfirmed"), "reconciled", List.of("accepted", "rejected"),
			"login-checked", List.of("accepted", "unconfirmed"), "replayed",
			List.of("accepted", "rejected", "unconfirmed"), "refused", List.of("rejected", "-"), "validated",
			List.of("acceptable", "rejected", "-"), "summarised", List.of("acceptable", "rejected", "replayed", "-"),
			"foreign-change", List.of("accepted", "rejected", "unconfirmed", "-"));

	private static final List<String> OF_AN_ATTEMPT = List.of("opened", "settled", "reconciled", "login-checked",
			"replayed");

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private Vocabulary() {
	}

	/** Something that the service never writes, or {@code null}. */
	static @Nullable String fault(CanonicalRow row) {
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

}
