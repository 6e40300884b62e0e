package rootpassword.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import rootpassword.kit.Facade;
import rootpassword.kit.Facade.Answer;
import rootpassword.kit.LogWatch;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.Tokens;
import rootpassword.kit.WebhookReceiver;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The ledger is restored to an earlier moment, and the steps of
 * {@code docs/OPERATIONS.md} are done.
 */
class RestoredLedgerTests {

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword");

	private static final String AUDIT = "audit-token-0123456789";

	private static final List<String> CONFLICTS = List.of("root_password_evidence_conflict{anchor=\"file\"} ",
			"root_password_evidence_conflict{anchor=\"witness\"} ",
			"root_password_export_conflict{destination=\"webhook\"} ");

	@TempDir
	Path directory;

	@Test
	void theLossIsNoticedAndTheStreamGoesOnWithANewOrigin() throws Exception {
		Database database = Database.h2In(this.directory.resolve("before"));
		Database restored = Database.h2In(this.directory.resolve("restored"));
		Path backup = this.directory.resolve("backup.sql");
		String cursor;
		try (ProviderStub provider = ProviderStub.start();
				WebhookReceiver receiver = WebhookReceiver.start().comparing();
				WitnessStub witness = WitnessStub.start(EvidenceKey.verifierKey())) {
			try (Facade facade = start(database, provider, receiver, witness, "root-password")) {
				reset(facade, receiver, "dds-kept1");
				facade.bean(JdbcTemplate.class).execute("script to '" + backup + "'");
				reset(facade, receiver, "dds-lost1", "dds-lost2");
				// The witness has seen the lost rows, too
				await().until(() -> database(facade).queryForObject("select max(size) from seal_cosignature",
						Long.class) == 6);
				cursor = trail(facade, "").text().lines().reduce((first, second) -> second).orElseThrow();
				cursor = JsonMapper.shared().readTree(cursor).path("next").stringValue();
				assertThat(CONFLICTS).allSatisfy((gauge) -> assertThat(metrics(facade)).contains(gauge + "0.0"));
			}
			restored.execute("runscript from '" + backup + "'");
			Files.copy(this.directory.resolve("before/secret.key"), this.directory.resolve("restored/secret.key"));
			try (Facade facade = start(restored, provider, receiver, witness, "root-password")) {
				await().untilAsserted(
						() -> assertThat(metrics(facade)).as("at the start").contains(CONFLICTS.getFirst() + "1.0"));
				assertThat(trail(facade, "?after=" + cursor).slug()).isEqualTo("invalid-request");
				facade.reset("dds-again1", "Correct!Horse7");
				await().untilAsserted(() -> assertThat(CONFLICTS)
					.allSatisfy((gauge) -> assertThat(metrics(facade)).contains(gauge + "1.0")));
				facade.reset("dds-again2", "Correct!Horse7");
				await().until(() -> facade.database().number("select max(size) from seal_checkpoint") == 6);
				assertThat(trail(facade, "?after=" + cursor).slug()).as("as long as before")
					.isEqualTo("invalid-request");
				assertThat(receiver.indexes()).hasSize(6);
			}
			assertThat(this.log.lines("has lost rows that the file")).hasSize(1);
			assertThat(this.log.lines("has lost rows that the witness")).hasSize(1);
			assertThat(this.log.lines("it answers 409")).hasSize(1);
			Files.move(anchors(), this.directory.resolve("anchors-root-password.jsonl"));
			try (Facade facade = start(restored, provider, receiver, witness, "root-password-2")) {
				facade.reset("dds-again3", "Correct!Horse7");
				await().until(() -> receiver.indexes().size() == 12);
				assertThat(receiver.indexes().subList(6, 12)).containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
				assertThat(metrics(facade)).contains(CONFLICTS.getFirst() + "0.0", CONFLICTS.getLast() + "0.0");
				String anchor = Files.readString(anchors());
				assertThat(anchor).contains("root-password-2\\n8\\n").doesNotContain("root-password\\n");
			}
			Path export = this.directory.resolve("export.jsonl");
			assertThat(SealedTrail.export(restored, export)).isZero();
			assertThat(Files.readString(export)).contains("root-password-2\\n8\\n").doesNotContain("root-password\\n6");
		}
	}

	private Facade start(Database database, ProviderStub provider, WebhookReceiver receiver, WitnessStub witness,
			String origin) {
		return Facade.start(database, provider, Stream
			.concat(Stream.of(receiver.properties()),
					Stream.of("root-password.evidence.interval=100ms", "root-password.evidence.origin=" + origin,
							"root-password.evidence.key-file=" + EvidenceKey.file(),
							"root-password.evidence.anchor-file=" + anchors(),
							"root-password.evidence.witnesses[0].url=" + witness.url(),
							"root-password.evidence.witnesses[0].key=" + witness.verifierKey(),
							"root-password.callers[2].name=audit",
							"root-password.callers[2].token-sha256=" + Tokens.sha256(AUDIT),
							"root-password.callers[2].instances=*", "root-password.callers[2].scopes=audit"))
			.toArray(String[]::new));
	}

	private Path anchors() {
		return this.directory.resolve("anchors.jsonl");
	}

	/** Each reset makes two rows. */
	private static void reset(Facade facade, WebhookReceiver receiver, String... instances) {
		int before = receiver.indexes().size();
		for (String instance : instances) {
			assertThat(facade.reset(instance, "Correct!Horse7").status()).isEqualTo(200);
		}
		await().until(() -> receiver.indexes().size() == before + 2 * instances.length);
	}

	private static JdbcTemplate database(Facade facade) {
		return facade.bean(JdbcTemplate.class);
	}

	private static Answer trail(Facade facade, String query) {
		return facade.get(facade.uri("/trail" + query), "Authorization", "Bearer " + AUDIT);
	}

	private static String metrics(Facade facade) {
		return facade.get(facade.managementUri("/actuator/prometheus")).text();
	}

}
