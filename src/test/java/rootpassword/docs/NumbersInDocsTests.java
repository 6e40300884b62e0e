package rootpassword.docs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;
import static rootpassword.docs.Constants.number;
import static rootpassword.docs.Constants.property;
import static rootpassword.docs.Constants.time;

/**
 * Each number in the documents is that of the code. A number with a unit in a sentence is
 * found, so it needs a line in {@link #sentences}; better, link to "Limits and times".
 */
class NumbersInDocsTests {

	private static final Pattern QUANTITY = Pattern
		.compile("\\b\\d[\\d,.]* (?:s|ms|min|minutes|h|hours|days|KiB|MiB|KB|MB|bytes|iterations|connections|"
				+ "characters|printable)\\b|`\\d+(?:ms|s|m|h|d)`");

	private final Duration ledger = time("DatabaseConfiguration.TIME_LIMIT");

	private final Duration login = time("LoginCheck.LIMIT");

	private final Duration deadline = DurationStyle
		.detectAndParse(PropertiesInDocsTests.DEFAULTS.get("dds.deadline").getFirst());

	private final Duration keys = time("IssuerKeyFetcher.MAX_FETCH");

	private final Duration answer = this.ledger.plus(this.deadline).plus(this.ledger);

	private final Map<String, String> limits = new LinkedHashMap<>();

	private final Map<String, List<String>> sentences = Map.of("README", List.of(), "RATIONALE",
			List.of("one signed line of 100 bytes"), "ARCHITECTURE", List.of(), "SECURITY",
			List.of(says("at least %,d iterations", number("ScramProof.MIN_ITERATIONS")),
					says("written once in %s", time("RepeatedWarnings.WINDOW"))),
			"RUNBOOK", List.of("10 to 12 minutes"), "PORTAL", List.of("after 10 minutes to a day"), "STREAMS",
			List.of(says("2xx within %s, after", time("Post.DEADLINE")), "about 1 MB (at most 4 MB)",
					"takes over within 10 s"),
			"EVIDENCE",
			List.of("`10m` without it", says("the clock skew and %s at", time("RowChecks.SEALING")),
					says("sealed (about %s)",
							DurationStyle
								.detectAndParse(PropertiesInDocsTests.DEFAULTS.get("evidence.interval").getFirst())),
					says("more than %d MiB", number("LineReader.MAX_LINE") >> 20), "first 4 bytes of",
					"4 bytes of the key id", "8 bytes, the time", "64 bytes, Ed25519 (RFC", "64 bytes, Ed25519 over",
					"type and 32 bytes"),
			"OPERATIONS",
			List.of(says("at least %d bytes", number("FingerprintConfiguration.MIN_LENGTH")),
					says("in one line every %s", time("RepeatedWarnings.WINDOW")), "0 or at least 500 ms",
					"about 10 minutes late", "512 MiB per pod", "pool of 10 connections"),
			"REFERENCE",
			List.of(says("`reason` | at most %d characters", number("Actor.MAX_USER_LENGTH")),
					says("a portal, at most %d printable", number("Actor.MAX_USER_LENGTH")),
					says("%d to %d characters, from at least %d of", number("PasswordPolicy.PROVIDER_MIN_LENGTH"),
							number("PasswordPolicy.MAX_LENGTH"), number("PasswordPolicy.MIN_CLASSES")),
					says("with 1 to %d printable", number("IdempotencyKey.MAX_LENGTH")), "cached for 5 minutes",
					says("of a key is %s, grows", Constants.list("KeyedAttempts.PAUSES").getFirst()),
					says("timeout of %d s at most: %s,",
							this.answer.plus(this.login).plus(this.ledger).plus(this.keys).plusMillis(500).toSeconds(),
							this.answer),
					says("at least %s longer than the deadline, at most %s. A margin below %s",
							time("LedgerProperties.MARGIN"), time("LedgerProperties.MAX_LEASE"),
							time("LedgerProperties.ADVISED_MARGIN")),
					says("`0s` to `%s`", property("LedgerProperties.MAX_START_WAIT")),
					says("kept, `%s` to `%s`", property("LedgerProperties.MIN_RETENTION"),
							property("LedgerProperties.MAX_RETENTION")),
					says("replayed, `%s` to `%s`", property("IdempotencyProperties.MIN"),
							property("IdempotencyProperties.MAX")),
					says("at most %d days", time("AttemptLimit.MAX_WINDOW").toDays()),
					says("in base64, at least %d bytes", number("FingerprintConfiguration.MIN_LENGTH")),
					"log: 1 to 100 printable", says("caller, 1 to %d printable", number("Caller.MAX_NAME_LENGTH")),
					"within about 2 s", "base64 of 24 to 64 bytes", "to seal, `100ms` to `10s`",
					"`10s` and `1h`, not"));

	NumbersInDocsTests() {
		limit("longest answer, after the body has arrived", "%s: to open %s, deadline %s, to settle %s", this.answer,
				this.ledger, this.deadline, this.ledger);
		limit("the same with a login check", "%s: %s more to log in, %s to record it",
				this.answer.plus(this.login).plus(this.ledger), this.login, this.ledger);
		limit("before that, to fetch the keys of a JWT's issuer", "%s", this.keys);
		limit("before that, to send the body", "%s; its last piece may take %s more", time("BodyLimitValve.MAX_TIME"),
				DurationStyle
					.detectAndParse(Objects.requireNonNull(Constants.setting("server.tomcat.connection-timeout"))));
		limit("body of a request", "%d KiB", number("BodyLimitValve.MAX_BYTES") >> 10);
		limit("headers of a request", "%s",
				Objects.requireNonNull(Constants.setting("server.max-http-request-header-size")).replace("KB", " KiB"));
		limit("attempts of one idempotency key", "%d an hour", number("KeyedAttempts.PER_HOUR"));
		limit("pauses between them", "%s s",
				Constants.list("KeyedAttempts.PAUSES")
					.stream()
					.map((pause) -> String.valueOf(((Duration) pause).toSeconds()))
					.collect(Collectors.joining(", ")));
		limit("pause that a provider can ask for", "at most %s", time("ProviderAnswerReader.MAX_RETRY_AFTER"));
		limit("reads of one caller at once", "%d", number("ReadLimit.MAX_AT_ONCE"));
		limit("validations at one target at once", "%d", number("TargetResets.MAX_VALIDATIONS"));
		limit("login checks at once, and refused logins of one check", "%d, %d",
				number("ScramLoginCheck.MAX_CONCURRENT"), number("ScramLoginCheck.MAX_REFUSALS"));
		limit("rows of refusals, replays and validations each", "%d per minute and identity; one row counts the rest",
				number("AuditQuota.PER_MINUTE"));
		limit("log lines of one warning, such as a request answered 401 for one reason",
				"one in %s, and one that counts the rest", time("RepeatedWarnings.WINDOW"));
		limit("an unrecorded outcome is tried again", "for %s, up to %d of them", time("LateSettlements.RETENTION"),
				number("LateSettlements.CAPACITY"));
		limit("a jump of the database's clock that stops resets", "more than %s", time("DatabaseClock.TOLERANCE"));
		limit("callers file", "%d MiB", number("CallersFile.MAX_SIZE") >> 20);
		limit("token of an issuer, clock difference", "%s", time("IssuerJwtDecoder.CLOCK_SKEW"));
		limit("export: rows in a batch, time to confirm it", "%d, %s", number("Exporter.BATCH"), time("Post.DEADLINE"));
		limit("export: longest `Retry-After`", "%s", time("Post$RefusedException.LONGEST_WAIT"));
		limit("rows of `GET /trail`, default and most", "%d, %d", number("TrailController.DEFAULT_LIMIT"),
				number("TrailController.MAX_LIMIT"));
		limit("attempts on a page of the history, default and most", "%d, %d",
				number("HistoryController.DEFAULT_LIMIT"), number("HistoryController.MAX_LIMIT"));
	}

	private void limit(String what, String text, Object... values) {
		this.limits.put(what, says(text, values));
	}

	private static String says(String text, Object... values) {
		return text.formatted(Stream.of(values).map(Constants::text).toArray());
	}

	@Test
	void limitsAndTimes() {
		Map<String, String> documented = new LinkedHashMap<>();
		Markdown.of("docs/REFERENCE.md")
			.rows("## Limits and times")
			.forEach((row) -> documented.put(row.get(0), row.get(1)));
		assertThat(documented).containsExactlyEntriesOf(this.limits);
	}

	@ParameterizedTest
	@ValueSource(strings = { "README", "REFERENCE", "OPERATIONS", "RUNBOOK", "SECURITY", "EVIDENCE", "STREAMS",
			"PORTAL", "ARCHITECTURE", "RATIONALE" })
	void sentences(String document) {
		// The limits, and cells of defaults, have tests of their own
		String rest = Markdown.of(document.equals("README") ? "README.md" : "docs/" + document + ".md")
			.prose()
			.replaceAll("(?ms)^\\| what \\| value \\|$.*?^$|(?<=\\|) (?:`[^`|\n]*`(?:, | or )?)+ \\|$", "")
			.replaceAll("\\s+", " ");
		assertThat(this.sentences.get(document)).filteredOn(Predicate.not(rest::contains)).as("not found").isEmpty();
		for (String sentence : this.sentences.get(document)) {
			rest = rest.replace(sentence, "");
		}
		assertThat(QUANTITY.matcher(rest).results().map(MatchResult::group)).isEmpty();
	}

}
