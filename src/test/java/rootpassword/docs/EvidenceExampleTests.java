package rootpassword.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.ProofReader;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

/**
 * The worked example of {@code docs/EVIDENCE.md}: its files, and its program.
 */
class EvidenceExampleTests {

	private static final Path EXAMPLES = Path.of("docs/examples");

	private static final Pattern KEY = Pattern.compile("root-password\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{44}");

	private static VerifierKey key;

	@BeforeAll
	static void findKey() throws IOException {
		String page = Files.readString(Path.of("docs/EVIDENCE.md"));
		List<String> keys = KEY.matcher(page).results().map(MatchResult::group).distinct().toList();
		assertThat(keys).hasSize(1);
		key = VerifierKey.parse(keys.getFirst());
	}

	@Test
	void rowsLeavesAndRootBelongTogether() throws IOException {
		List<Hash> leaves = rows().stream().map((row) -> CanonicalRow.parse(row.getBytes()).leafHash()).toList();
		Hash node = Hash.ofNode(leaves.get(0), leaves.get(1));
		Hash root = Hash.ofNode(node, leaves.get(2));
		assertThat(read("evidence/row.json")).isEqualTo(rows().get(1) + "\n");
		assertThat(read("evidence/tree.txt")).isEqualTo("""
				leaf 0  %s
				leaf 1  %s
				leaf 2  %s
				node    %s
				root    %s
				""".formatted(leaves.get(0), leaves.get(1), leaves.get(2), node, root));
		assertThat(Checkpoint.parse(proof().checkpoint().text())).isEqualTo(new Checkpoint("root-password", 3, root));
	}

	@Test
	void theProofProvesTheSecondRow() throws IOException {
		assertThat(ProofReader.proves(proof(), CanonicalRow.parse(rows().get(1).getBytes()).leafHash(), key)).isTrue();
		assertThat(ProofReader.proves(proof(), CanonicalRow.parse(rows().get(0).getBytes()).leafHash(), key)).isFalse();
	}

	@Test
	void theProgramAcceptsTheProofAndNothingElse(@TempDir Path directory) throws Exception {
		assumeThatCode(() -> new ProcessBuilder("python3", "--version").start().waitFor()).doesNotThrowAnyException();
		assertThat(run(directory, rows().get(1), proof().toString())).startsWith("the row is leaf 1 of a ")
			.contains("tree of 3");
		assertThat(run(directory, rows().get(1).replace("accepted", "rejected"), proof().toString()))
			.contains("the row is not in the tree");
		assertThat(run(directory, rows().get(1), proof().toString().replace("index 1", "index 0")))
			.contains("the row is not in the tree");
	}

	private static String run(Path directory, String row, String proof) throws Exception {
		Files.writeString(directory.resolve("row.json"), row + "\n");
		Files.writeString(directory.resolve("row.tlog-proof"), proof);
		Process python = new ProcessBuilder("python3", "-O", EXAMPLES.resolve("verify.py").toAbsolutePath().toString(),
				"row.json", "row.tlog-proof", key.toString())
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.start();
		return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static List<String> rows() throws IOException {
		return read("evidence/rows.jsonl").lines().toList();
	}

	private static ProofReader.Proof proof() throws IOException {
		return ProofReader.parse(read("evidence/row.tlog-proof"));
	}

	private static String read(String example) throws IOException {
		return Files.readString(EXAMPLES.resolve(example));
	}

}
