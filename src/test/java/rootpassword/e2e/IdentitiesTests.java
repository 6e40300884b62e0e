package rootpassword.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.FirstResets;
import rootpassword.kit.IdentityProvider;
import rootpassword.kit.Tokens;
import rootpassword.kit.database.Database;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Keys, limits and attempts belong to one identity, over real HTTP and on the real
 * ledger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentitiesTests {

	private static final int LIMIT = 3;

	private static final String PASSWORD = "Correct!Horse7";

	private static final String GUESS = "Other!Horse7";

	private static final String MARKER = "marker-token-0123456789";

	private final ProviderStub provider = ProviderStub.start();

	private final IdentityProvider company = IdentityProvider.start();

	private final IdentityProvider partner = IdentityProvider.start();

	private Path callers;

	private Facade facade;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.callers = directory.resolve("callers.yaml");
		publish("subject: erin", "group: dba", "subject: alice");
		this.facade = Facade.start(Database.h2In(directory), this.provider,
				"root-password.issuers[0].issuer=" + this.company.issuer(),
				"root-password.issuers[0].audience=" + IdentityProvider.AUDIENCE,
				"root-password.issuers[0].groups-claim=groups",
				"root-password.issuers[1].issuer=" + this.partner.issuer(),
				"root-password.issuers[1].audience=" + IdentityProvider.AUDIENCE,
				"root-password.callers-file=" + this.callers, "root-password.limits.per-caller=" + LIMIT + "/1h");
		// On a busy machine the first use may take too long
		for (IdentityProvider issuer : List.of(this.company, this.partner)) {
			await().until(() -> attempt("none", issuer.token(Map.of())).status() == 404);
		}
		FirstResets.awaitAccepted((instance) -> reset(instance,
				this.company.token(Map.of("sub", instance, "groups", "dba")), "k", PASSWORD));
	}

	@AfterAll
	void stop() {
		this.facade.close();
		this.provider.close();
		this.company.close();
		this.partner.close();
	}

	@Test
	void twoMembersOfOneGroupHaveTwoIdentities() {
		shareNothing("dds-group1", this.company.token(Map.of("sub", "bob", "groups", "dba")),
				this.company.token(Map.of("sub", "carol", "groups", "dba")));
		assertThat(this.facade.trail("instance = 'dds-group1'")).extracting((row) -> row.get("caller"))
			.containsOnly("group: dba");
	}

	@Test
	void oneSubjectOfTwoIssuersHasTwoIdentities() {
		shareNothing("dds-issuer1", this.company.token(Map.of()), this.partner.token(Map.of()));
		assertThat(this.facade.trail("instance = 'dds-issuer1' and event = 'opened'"))
			.extracting((row) -> row.get("issuer"))
			.containsOnly(this.company.issuer(), this.partner.issuer());
	}

	@Test
	void anIdentityKeepsItsKeysWhenTheRulesChange() throws IOException {
		String erin = this.company.token(Map.of("sub", "erin", "groups", "dba"));
		String attempt = reset("dds-order1", erin, "k", PASSWORD).json().get("attemptId").stringValue();
		assertThat(this.facade.trail("instance = 'dds-order1'")).extracting((row) -> row.get("caller"))
			.containsOnly("subject: erin");
		publish("token-sha256: " + Tokens.sha256(MARKER), "group: dba", "subject: alice", "subject: erin");
		await().until(() -> attempt(attempt, MARKER).status() == 404);
		assertThat(attempt(attempt, erin).status()).isEqualTo(200);
		Answer replay = reset("dds-order1", erin, "k", PASSWORD);
		assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
		assertThat(replay.json().get("attemptId").stringValue()).isEqualTo(attempt);
		assertThat(reset("dds-order1", erin, "k", GUESS).slug()).isEqualTo("key-reused");
		for (int i = 1; i < LIMIT; i++) {
			assertThat(reset("dds-order1", erin, "k" + i, PASSWORD).status()).isEqualTo(200);
		}
		assertThat(reset("dds-order1", erin, "over", PASSWORD).slug()).isEqualTo("rate-limited");
		List<Map<String, Object>> trail = this.facade.trail("instance = 'dds-order1'");
		assertThat(trail).extracting((row) -> row.get("identity")).doesNotContainNull().hasSameSizeAs(trail);
		assertThat(trail.stream().map((row) -> row.get("identity")).distinct()).hasSize(1);
		assertThat(trail.getLast()).containsEntry("caller", "group: dba")
			.containsEntry("issuer", this.company.issuer());
	}

	private void shareNothing(String instance, String first, String second) {
		Answer own = reset(instance, first, "k", PASSWORD);
		assertThat(own.status()).as(own.text()).isEqualTo(200);
		// With 422 or a replay, a guess of the password could be checked
		Answer right = reset(instance, second, "k", PASSWORD);
		assertThat(right.status()).isEqualTo(200);
		assertThat(right.header("Idempotent-Replayed")).isNull();
		assertThat(right.json().get("attemptId")).isNotEqualTo(own.json().get("attemptId"));
		reset(instance, first, "k2", PASSWORD);
		Answer wrong = reset(instance, second, "k2", GUESS);
		assertThat(wrong.status()).isEqualTo(200);
		assertThat(wrong.header("Idempotent-Replayed")).isNull();
		String attempt = own.json().get("attemptId").stringValue();
		assertThat(attempt(attempt, first).status()).isEqualTo(200);
		assertThat(attempt(attempt, second).status()).isEqualTo(404);
		for (int i = 2; i < LIMIT; i++) {
			reset(instance, first, "more" + i, PASSWORD);
		}
		assertThat(reset(instance, first, "over", PASSWORD).slug()).isEqualTo("rate-limited");
		assertThat(reset(instance, second, "last", PASSWORD).status()).isEqualTo(200);
		assertThat(this.facade.trail("instance = '" + instance + "'").stream().map((row) -> row.get("identity")))
			.allSatisfy((identity) -> assertThat(identity).asString().startsWith("jwt:"))
			.satisfies((identities) -> assertThat(identities.stream().distinct()).hasSize(2));
	}

	private Answer reset(String instance, String token, String key, String password) {
		return this.facade.post("/instances/" + instance + "/root-password", token, Facade.body(password),
				"Idempotency-Key", key);
	}

	private Answer attempt(String id, String token) {
		return this.facade.get(this.facade.uri("/attempts/" + id), "Authorization", "Bearer " + token);
	}

	/** Writes the callers file. The name of each entry is its condition. */
	private void publish(String... entries) throws IOException {
		StringBuilder yaml = new StringBuilder("callers:\n");
		for (String entry : entries) {
			yaml.append("- {name: '%1$s', %1$s, instances: 'dds-*'}\n".formatted(entry));
		}
		Files.writeString(this.callers, yaml);
	}

}
