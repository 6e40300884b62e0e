package rootpassword.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import rootpassword.evidence.cli.EvidenceCommands;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TreeAccumulator;
import rootpassword.kit.database.Database;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exports the trail of a database and checks that every checkpoint is signed and fits the
 * leaves, and every leaf its row.
 */
public final class SealedTrail {

	private SealedTrail() {
	}

	/** Fails unless everything fits and no row is unsealed. */
	public static void check(Database database, VerifierKey key) {
		Map<Long, Hash> roots = new HashMap<>();
		Set<Long> sealed = new HashSet<>();
		List<SignedNote> checkpoints = new ArrayList<>();
		TreeAccumulator tree = new TreeAccumulator();
		for (JsonNode line : export(database, key)) {
			assertThat(line.path("unsealed").isObject()).as("%s", line).isFalse();
			if (line.has("index")) {
				CanonicalRow row = CanonicalRow.parse(line.path("row").toString().getBytes());
				assertThat(line.path("index").longValue()).isEqualTo(tree.size());
				assertThat(line.path("hash").stringValue()).isEqualTo(row.leafHash().base64());
				assertThat(sealed.add(row.seq())).as("sealed once: %s", row).isTrue();
				tree.add(row.leafHash());
				roots.put(tree.size(), tree.root());
			}
			else if (line.has("checkpoint")) {
				checkpoints.add(SignedNote.parse(line.path("checkpoint").stringValue()));
			}
		}
		assertThat(checkpoints).isNotEmpty().allSatisfy((note) -> {
			Checkpoint checkpoint = Checkpoint.parse(note.text());
			assertThat(checkpoint.root()).isEqualTo(roots.get(checkpoint.size()));
			assertThat(note.verifiedBy(key)).isTrue();
		});
		assertThat(database.number("select count(*) from trail")).isEqualTo(sealed.size());
		assertThat(database.number("select count(*) from seal_node where level = 1")).isEqualTo(sealed.size() / 256);
	}

	/** Exports the trail, and has the verifier verify it. */
	private static List<JsonNode> export(Database database, VerifierKey key) {
		try {
			Path file = Files.createTempFile("trail", ".jsonl");
			assertThat(export(database, file)).isZero();
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			assertThat(EvidenceCommands.run(
					new String[] { "verify", "--export", file.toString(), "--verifier-key", key.toString() },
					new PrintStream(output), System.err))
				.hasValue(0);
			assertThat(output).hasToString("verdict: intact, tail not pinned\n");
			List<JsonNode> lines = Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).toList();
			Files.delete(file);
			return lines;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Runs the command {@code export}, and returns its exit code. */
	public static int export(Database database, Path file, String... more) {
		String[] options = { "export", "--to", file.toString(), "--spring.datasource.url=" + database.url(),
				"--spring.datasource.username=" + database.username(),
				"--spring.datasource.password=" + database.password() };
		return EvidenceCommands
			.run(Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new), System.out, System.err)
			.getAsInt();
	}

}
