package rootpassword.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.kit.Tokens;
import rootpassword.security.CallerEntry.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class CallersFileTests {

	@Test
	void readsTheSameNamesAsTheSitesOwnConfiguration() {
		assertThat(parse("""
				callers:
				- name: dbas
				  group: dba
				  issuer: https://idp.example.com
				  instances: [ "dds-*", dds-prod1 ]
				  scopes: [ reset, AUDIT ]
				  may-assert-user: true
				- name: night
				  client: night-job
				  users: true
				  mayAssertUser: true
				  instances: dds-a,dds-b
				""")).containsExactly(
				new CallerEntry("dbas", null, null, null, "dba", "https://idp.example.com", false,
						List.of("dds-*", "dds-prod1"), Set.of(Scope.RESET, Scope.AUDIT), true),
				new CallerEntry("night", null, null, "night-job", null, null, true, List.of("dds-a", "dds-b"),
						Set.of(Scope.RESET), true));
	}

	@Test
	void readsAnchorsAndAnyNumberOfAliases() {
		String callers = IntStream.range(0, 100)
			.mapToObj((i) -> "- {<<: *shared, name: c" + i + ", subject: s" + i + "}")
			.collect(Collectors.joining("\n"));
		assertThat(parse("callers:\n- &shared {name: a, subject: a, instances: &all [dds-*]}\n" + callers))
			.allSatisfy((entry) -> assertThat(entry.instances()).containsExactly("dds-*"))
			.hasSize(101);
	}

	@Test
	void readsAnEmptyList() {
		assertThat(parse("callers: []")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					``                                          | it is not a single YAML document with the list callers
					# canary                                    | it is not a single YAML document with the list callers
					canary: [                                   | it is not valid YAML
					canary                                      | it is not a single YAML document with the list callers
					caller: [{name: canary}]                    | callers is missing
					`caller: [{name: canary}]\ncallers: []`     | caller is unknown, the nearest name is callers
					`callers: []\n---\ncallers: []`             | it is not a single YAML document with the list callers
					`callers: []\ncallers: []`                  | it is not valid YAML
					`callers: []\nissuers: []`                  | issuers is unknown, the nearest name is callers
					callers: canary                             | callers must be a list
					callers: [{subject: canary}]                | callers[0].name must be 1 to 100 printable ASCII characters
					callers: [{name: canary}]                   | callers[0] must have exactly one of token-sha256, subject, client and group
					callers: [{name: a, subject: a, group: canary}] | callers[0] must have exactly one of token-sha256, subject, client and group
					callers: [{name: a, subject: " "}]          | callers[0] must not have a blank subject, client or group
					callers: [{name: a, subject: b, issuer: "https://canary.example.com"}] | callers[0].issuer must be the issuer of one of root-password.issuers
					callers: [{name: a, subject: b, issuer: ""}] | callers[0].issuer must be the issuer of one of root-password.issuers
					callers: [{name: a, token-sha256: %1$s, issuer: "https://idp.example.com"}] | callers[0].issuer must not be set beside token-sha256
					callers: [{name: a, subject: b, users: true}] | callers[0].users must not be true without client
					callers: [{name: a, client: b, users: canary}] | callers[0].users must be a valid boolean
					callers: [{name: a, token-sha256: canary}]  | callers[0].token-sha256 must be the SHA-256 of the caller's token, 64 hexadecimal digits
					callers: [{name: a, subject: b, instances: [dds-a, "Canary?"]}] | callers[0].instances[1] must be an instance id in which * stands for any run of characters
					callers: [{name: a, subject: b, scopes: [canary]}] | callers[0].scopes[0] must be a valid Scope
					callers: [{name: a, subject: b, may-assert-user: canary}] | callers[0].may-assert-user must be a valid boolean
					callers: [{name: a, subject: b, instance: [canary]}] | callers[0].instance is unknown, the nearest name is callers[i].instances
					`callers: [{name: a, subject: b, scope: audit}, {nmae: canary, "instances[0]": canary}]` | callers[0].scope is unknown, the nearest name is callers[i].scopes; callers[1].nmae is unknown, the nearest name is callers[i].name; callers[1].instances[0] is unknown, the nearest name is callers[i].instances
					callers: [{name: a, subject: b, mayAssertUser: yes, may-assert-user: no}] | callers[0].may-assert-user must not be given twice
					callers: [canary]                           | callers[0] must be a mapping that has at least a name
					callers: {canary: {name: a}}                | callers must be a list
					callers: [{name: [canary]}]                 | callers[0].name must be a single text
					callers: [{name: a, subject: b, instances: [[canary]]}] | callers[0].instances must be a list of texts
					callers: [{name: a, subject: b, users: ""}] | callers[0].users must be a valid boolean
					callers: [{name: a, subject: b, instances: [dds-a, bp1*]}] | callers[0].instances[1] can match no instance id: they have the form dds-[a-z0-9]{1,60}
					callers: [{name: a, subject: b, instances: "dds-a,,dds-b"}] | callers[0].instances[1] must be an instance id in which * stands for any run of characters
					callers: [{name: a, subject: b, scopes: "reset, "}] | callers[0].scopes[1] must be a valid Scope
					callers: [{name: a, subject: "${HOME}", instances: "${HOME}"}] | callers[0].instances[0] must be an instance id in which * stands for any run of characters
					""")
	void namesPlaceAndReasonButNotTheValue(String yaml, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(yaml.replace("%1$s", Tokens.sha256("a"))))
			.withMessageEndingWith(reason)
			.withMessageNotContainingAny("canary", "Canary")
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0123", "0777", "12e3", "1_000", "0x1f", "0b11", "0o17", "yes", "no", "on", "off", "true",
			"False", "y", "n", "null", "~", "2026", "2026-11-30", "1.5", ".5", ".inf", ".NaN", "1:30", "+1", "-0", "=",
			"<<", "1e3", "1E400" })
	void takesAWordAsItIsWritten(String word) {
		assertThat(parse("callers: [{name: %s, subject: %s}]".formatted(word, word)))
			.extracting(CallerEntry::name, CallerEntry::subject)
			.containsExactly(tuple(word, word));
	}

	/** Twice as many callers need about twice the time, not four times. */
	@Test
	void readsTenThousandCallersInLinearTime() {
		String callers = IntStream.range(0, 10_000)
			.mapToObj((i) -> "- {name: c%d, token-sha256: %064x, instances: [dds-a%d, dds-b*], scopes: [reset, audit]}"
				.formatted(i, i, i))
			.collect(Collectors.joining("\n", "callers:\n", ""));
		// 0.5 s where this was written; Spring Boot's binding took a minute and a half
		assertThat(assertTimeout(Duration.ofSeconds(10), () -> parse(callers))).hasSize(10_000);
	}

	private static List<CallerEntry> parse(String yaml) {
		return CallersFile.parse(yaml.getBytes(StandardCharsets.UTF_8), Set.of("https://idp.example.com"), List.of());
	}

}
