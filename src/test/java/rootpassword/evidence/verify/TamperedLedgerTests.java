package rootpassword.evidence.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import rootpassword.evidence.cli.EvidenceCommands;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The owner of the database switches the triggers off and tampers with a sealed trail;
 * export and verifier, as the commands of the jar, find and name it.
 */
@Execution(ExecutionMode.CONCURRENT)
class TamperedLedgerTests {

	private static final List<String> TABLES = List.of("trail", "seal_leaf", "seal_node", "seal_checkpoint",
			"seal_cosignature");

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void findNothingInAnHonestLedger(Vendor vendor) throws IOException {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database)) {
			seal(database, replica);
			assertThat(verify(database, anchor(database))).containsExactly("verdict: intact");
			database.update(LedgerTampering.insert("opened", 20, null, 0));
			assertThat(verify(database, anchor(database))).containsExactly("verdict: intact, 1 rows not sealed");
			replica.seal();
			assertThat(verify(database, anchor(database))).containsExactly("verdict: intact");
		}
	}

	@ParameterizedTest
	@MethodSource("tampering")
	void findEachKindOfTampering(LedgerTampering kind, Vendor vendor) throws IOException {
		Database database = vendor.createMigrated();
		try (SealingReplica replica = new SealingReplica(database)) {
			seal(database, replica);
			Path anchor = anchor(database);
			if (vendor == Vendor.POSTGRESQL) {
				TABLES.forEach((table) -> database.update("alter table " + table + " disable trigger all"));
			}
			kind.tamper(database, replica);
			assertThat(verify(database, anchor)).anySatisfy((line) -> assertThat(line).startsWith(kind.finding))
				.last()
				.isEqualTo("verdict: tampered");
		}
	}

	/** Each of these once stopped the whole export. */
	@Test
	void whatTheServiceNeverWritesIsExportedAsItIs() throws IOException {
		Database database = Vendor.POSTGRESQL.createMigrated();
		try (SealingReplica replica = new SealingReplica(database)) {
			seal(database, replica);
			Path anchor = anchor(database);
			TABLES.forEach((table) -> database.update("alter table " + table + " disable trigger all"));
			List.of("update trail set at = 'infinity' where seq = 1",
					"update trail set at = '200000-01-01' where seq = 2",
					"alter table trail add column \"an odd\u001b name\" text",
					"update trail set \"an odd\u001b name\" = 'x' where seq = 3",
					"alter table trail add column number numeric", "update trail set number = 1.5 where seq = 4",
					"alter table trail alter column reason type text",
					"update trail set reason = repeat('x', 3000000) where seq = 5",
					"update trail set seq = 9007199254740993 where seq = 6",
					"update seal_leaf set hash = '\\x010203' where idx = 6",
					"insert into trail (seq, at, event, caller, source_address) select seq, now() + interval '1 month', "
							+ "event, caller, source_address from trail where seq = 8",
					"insert into seal_checkpoint (size, note) values (9, 'no line feed')",
					"insert into seal_cosignature (size, witness, line) values (12, 'w', 'no signature')",
					"insert into trail (at, event, caller, source_address) values ('-infinity', 'refused', 'x', '::1')")
				.forEach(database::update);
			assertThat(verify(database, anchor))
				.contains("seq 8: the number occurs again, in a row without a leaf",
						"tree: the hash of leaf 6 is not a hash; later roots cannot be compared")
				.anyMatch((line) -> line
					.startsWith("seq 1: the row of leaf 0 is not in canonical form: seq=1 at=infinity"))
				.anyMatch((line) -> line.startsWith("seq 2: the row of leaf 1 is not in canonical form"))
				.anyMatch((line) -> line.startsWith("seq 3: the row of leaf 2 is not in canonical form")
						&& line.contains("an odd\\u{1b} name=x"))
				.anyMatch((line) -> line.startsWith("seq 4: the row of leaf 3 is not in canonical form"))
				.anyMatch((line) -> line.startsWith("seq 5: the row of leaf 4 is not in canonical form"))
				.anyMatch((line) -> line.startsWith("seq 6: the row of leaf 5 is missing"))
				.anyMatch((line) -> line
					.startsWith("tree: a row without a leaf is not in canonical form: seq=9007199254740993"))
				.anyMatch((line) -> line
					.startsWith("tree: a row without a leaf is not in canonical form: seq=13 at=-infinity"))
				.anyMatch((line) -> line.startsWith("tree: the checkpoint behind leaf 8 is not signed by the log"))
				.anyMatch((line) -> line.startsWith("tree: the checkpoint behind leaf 11 is not signed by the log"))
				.last()
				.isEqualTo("verdict: tampered");
			Path range = this.directory.resolve("range.jsonl");
			assertThat(SealedTrail.export(database, range, "--from-index", "8")).isZero();
		}
	}

	static Stream<Arguments> tampering() {
		return Stream.of(LedgerTampering.values())
			.flatMap((kind) -> Stream.of(Vendor.values()).map((vendor) -> Arguments.of(kind, vendor)));
	}

	private static void seal(Database database, SealingReplica replica) {
		insert(database, "opened", 1, null);
		insert(database, "settled", 1, "accepted");
		insert(database, "refused", 0, "rejected");
		insert(database, "opened", 2, null);
		insert(database, "settled", 2, "unconfirmed");
		insert(database, "settled", 2, "accepted");
		replica.seal();
		insert(database, "opened", 3, null);
		insert(database, "settled", 3, "rejected");
		insert(database, "validated", 0, "acceptable");
		insert(database, "refused", 0, "rejected");
		insert(database, "opened", 4, null);
		insert(database, "settled", 4, "unconfirmed");
		replica.seal();
	}

	private static void insert(Database database, String event, int attempt, String outcome) {
		database.update(LedgerTampering.insert(event, attempt, outcome, 2));
	}

	private Path anchor(Database database) throws IOException {
		String newest = database.column(String.class, "select note from seal_checkpoint order by size desc").getFirst();
		return Files.writeString(this.directory.resolve("anchor"), newest);
	}

	/** The lines of the verifier; its exit code agrees with the last one. */
	private List<String> verify(Database database, Path anchor) {
		Path export = this.directory.resolve("export.jsonl");
		assertThat(SealedTrail.export(database, export)).isZero();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		int code = EvidenceCommands
			.run(new String[] { "verify", "--export", export.toString(), "--verifier-key",
					SealingReplica.SIGNER.verifierKey().toString(), "--anchor", anchor.toString() },
					new PrintStream(out, true, StandardCharsets.UTF_8), System.err)
			.getAsInt();
		List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
		assertThat(code).isEqualTo(lines.getLast().equals("verdict: tampered") ? 1 : 0);
		return lines;
	}

}
