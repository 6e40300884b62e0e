package rootpassword.security.access;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.kit.Tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
	void readsAnEmptyList() {
		assertThat(parse("callers: []")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					``                                          | it is not one YAML document with callers
					# canary                                    | it is not one YAML document with callers
					canary: [                                   | it is not valid YAML
					canary                                      | is unknown
					caller: [{name: canary}]                    | is unknown
					`callers: []\n---\ncallers: []`             | it is not one YAML document with callers
					`callers: []\ncallers: []`                  | it is not valid YAML
					`callers: []\nissuers: []`                  | issuers is unknown
					callers: canary                             | callers must be a valid List
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
					callers: [{name: a, subject: b, instance: [canary]}] | callers[0].instance[0] is unknown
					callers: [{name: a, subject: "${HOME}", instances: "${HOME}"}] | callers[0].instances[0] must be an instance id in which * stands for any run of characters
					""")
	void namesPlaceAndReasonButNotTheValue(String yaml, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(yaml.replace("%1$s", Tokens.sha256("a"))))
			.withMessageEndingWith(reason)
			.withMessageNotContainingAny("canary", "Canary")
			.withNoCause();
	}

	private static List<CallerEntry> parse(String yaml) {
		return CallersFile.parse(yaml.getBytes(StandardCharsets.UTF_8), Set.of("https://idp.example.com"), List.of());
	}

}
