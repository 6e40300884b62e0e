package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.MemoryTiles;
import rootpassword.evidence.tree.TreeAccumulator;

/**
 * A sealed trail whose parts a test can change one by one before it is exported.
 */
final class SampleLedger {

	static final String ORIGIN = "root-password";

	static final long START = 1_795_000_000_000_000L;

	static final long EXPORTED_AT = START + 3_600_000_000L;

	final NoteSigner signer;

	final List<CanonicalRow> rows = new ArrayList<>();

	final List<Hash> leaves = new ArrayList<>();

	final List<CanonicalRow> unsealed = new ArrayList<>();

	final List<SignedNote> checkpoints = new ArrayList<>();

	/** Indexes of leaves whose row is not exported. */
	final List<Integer> archived = new ArrayList<>();

	int from;

	SampleLedger() {
		this(signer(ORIGIN));
	}

	SampleLedger(NoteSigner signer) {
		this.signer = signer;
	}

	/** Twenty-four rows: each kind of attempt, four times; a checkpoint every 4 rows. */
	static SampleLedger honest() {
		SampleLedger ledger = new SampleLedger();
		for (int i = 0; i < 4; i++) {
			ledger.seal("opened", 10 + i, null);
			ledger.seal("settled", 10 + i, "accepted");
			ledger.seal("refused", -1, "rejected");
			ledger.seal("opened", 20 + i, null);
			ledger.seal("settled", 20 + i, "unconfirmed");
			ledger.seal((i % 2 == 0) ? "settled" : "reconciled", 20 + i, (i < 2) ? "accepted" : "rejected");
		}
		return ledger;
	}

	static NoteSigner signer(String name) {
		try {
			return new NoteSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Many rows without an attempt; a checkpoint every 4 rows. The tree grows with them,
	 * because to build it again for each checkpoint takes long.
	 */
	static SampleLedger large(int rows) {
		SampleLedger ledger = new SampleLedger();
		TreeAccumulator tree = new TreeAccumulator();
		for (int i = 0; i < rows; i++) {
			CanonicalRow row = row(i + 1, "refused", -1, "rejected", START + i);
			ledger.rows.add(row);
			ledger.leaves.add(row.leafHash());
			tree.add(row.leafHash());
			if ((i + 1) % 4 == 0) {
				ledger.checkpoints.add(checkpoint(ledger.signer, ORIGIN, i + 1, tree.root()));
			}
		}
		return ledger;
	}

	void seal(String event, int attempt, String outcome) {
		int number = this.rows.size() + 1;
		seal(row(number, event, attempt, outcome, START + number));
	}

	void seal(CanonicalRow row) {
		this.rows.add(row);
		this.leaves.add(row.leafHash());
		if (this.rows.size() % 4 == 0) {
			sign();
		}
	}

	void sign() {
		this.checkpoints.add(checkpoint(this.signer, ORIGIN, this.leaves));
	}

	/** As if the hashes of all leaves were computed again. */
	void hashAgain() {
		this.leaves.clear();
		this.rows.forEach((row) -> this.leaves.add(row.leafHash()));
	}

	/** As if the owner of the key signed all checkpoints again. */
	void signAgain() {
		hashAgain();
		this.checkpoints.clear();
		for (int size = 4; size <= this.leaves.size(); size += 4) {
			this.checkpoints.add(checkpoint(this.signer, ORIGIN, this.leaves.subList(0, size)));
		}
	}

	static SignedNote checkpoint(NoteSigner signer, String origin, List<Hash> leaves) {
		MemoryTiles tiles = new MemoryTiles();
		leaves.forEach(tiles::add);
		return checkpoint(signer, origin, leaves.size(), tiles.tree(leaves.size()).root());
	}

	private static SignedNote checkpoint(NoteSigner signer, String origin, long size, Hash root) {
		String text = new Checkpoint(origin, size, root).text();
		return SignedNote.of(text).with(signer.sign(text));
	}

	static CanonicalRow row(long seq, String event, int attempt, String outcome, long at) {
		Map<String, Object> columns = new HashMap<>(Map.of("seq", seq, "event", event, "caller", "portal"));
		columns.put("at", at);
		if (attempt >= 0) {
			columns.put("attempt_id", "01a2082a-fa22-768b-8424-%012d".formatted(attempt));
		}
		if (outcome != null) {
			columns.put("outcome", outcome);
		}
		return new CanonicalRow(columns);
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		long size = this.checkpoints.isEmpty() ? 0 : size(this.checkpoints.getLast());
		lines.add("{\"export\":2,\"origin\":\"%s\",\"from\":%d,\"size\":%d}".formatted(ORIGIN, this.from, size));
		if (this.from > 0) {
			MemoryTiles tiles = new MemoryTiles();
			this.leaves.forEach(tiles::add);
			lines.add("{\"frontier\":[\""
					+ String.join("\",\"", tiles.tree(this.from).frontier().stream().map(Hash::base64).toList())
					+ "\"]}");
		}
		Deque<SignedNote> notes = new ArrayDeque<>(this.checkpoints);
		notes.removeIf((note) -> size(note) < this.from);
		for (int i = this.from; i < this.leaves.size(); i++) {
			while (!notes.isEmpty() && size(notes.getFirst()) <= i) {
				lines.add(line(notes.removeFirst()));
			}
			String row = (this.archived.contains(i) || i >= this.rows.size()) ? ""
					: ",\"row\":" + this.rows.get(i).json();
			lines.add("{\"index\":%d,\"hash\":\"%s\"%s}".formatted(i, this.leaves.get(i).base64(), row));
		}
		long written = this.checkpoints.stream().filter((note) -> size(note) >= this.from).count();
		notes.forEach((note) -> lines.add(line(note)));
		this.unsealed.forEach((row) -> lines.add("{\"unsealed\":" + row.json() + "}"));
		lines.add("{\"end\":true,\"leaves\":%d,\"unsealed\":%d,\"checkpoints\":%d,\"exportedAt\":%d}"
			.formatted(this.leaves.size() - this.from, this.unsealed.size(), written, EXPORTED_AT));
		return lines;
	}

	private static long size(SignedNote note) {
		return Checkpoint.parse(note.text()).size();
	}

	static String line(SignedNote note) {
		return "{\"checkpoint\":\"" + note.toString().replace("\n", "\\n") + "\"}";
	}

	Path write(Path directory, String name) throws IOException {
		return Files.write(directory.resolve(name), lines());
	}

}
