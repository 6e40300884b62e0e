package rootpassword.evidence.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.Hash;
import rootpassword.kit.WitnessStub;

import static rootpassword.evidence.verify.SampleLedger.EXPORTED_AT;
import static rootpassword.evidence.verify.SampleLedger.ORIGIN;
import static rootpassword.evidence.verify.SampleLedger.START;

/**
 * Files that an auditor has tried or could get, and the verdict.
 */
enum HostileExports {

	HONEST("intact", (files) -> {
	}),

	WITHOUT_ANCHOR("intact, tail not pinned", (files) -> files.anchors.clear()),

	SMALL_ANCHOR("intact, pinned to leaf 4 of 24", (files) -> files.anchor(files.ledger.checkpoints.getFirst())),

	// Rows under no signature

	OLD_ROW_WITHOUT_LEAF("tampered", (files) -> unsealed(files, START)),

	EXPORTED_AT_ZERO("tampered", (files) -> {
		unsealed(files, START);
		files.replace("\"exportedAt\":" + EXPORTED_AT, "\"exportedAt\":0");
	}),

	EXPORTED_AT_NEGATIVE("tampered", (files) -> {
		unsealed(files, START);
		files.replace("\"exportedAt\":" + EXPORTED_AT, "\"exportedAt\":-5");
	}),

	EXPORTED_JUST_AFTER("tampered", (files) -> {
		unsealed(files, START);
		files.replace("\"exportedAt\":" + EXPORTED_AT, "\"exportedAt\":" + (START + 1_000_000));
	}),

	YOUNG_ROWS_WITHOUT_LEAF("intact, 2 rows not sealed", (files) -> {
		files.ledger.unsealed.add(SampleLedger.row(25, "opened", 90, null, EXPORTED_AT));
		files.ledger.unsealed.add(SampleLedger.row(26, "settled", 90, "accepted", EXPORTED_AT));
	}),

	AUDITORS_CLOCK_AHEAD("intact, 1 rows not sealed", (files) -> unsealed(files, EXPORTED_AT - 11 * 60_000_000L)),

	OLDER_THAN_THE_GRACE("tampered", (files) -> unsealed(files, EXPORTED_AT - 13 * 60_000_000L)),

	CLOCK_OF_THE_TRAIL_AHEAD("intact, 1 rows not sealed", (files) -> unsealed(files, EXPORTED_AT + 10 * 60_000_000L)),

	ROW_WITHOUT_LEAF_IN_THE_FUTURE("tampered", (files) -> unsealed(files, EXPORTED_AT + 11 * 60_000_000L)),

	FORGED_LEAVES_BEYOND_THE_HEADER("tampered", (files) -> grow(files, EXPORTED_AT)),

	FORGED_YOUNG_LEAVES("intact, 500 rows not sealed", (files) -> {
		grow(files, EXPORTED_AT);
		files.replace("\"size\":24}", "\"size\":524}");
	}),

	FORGED_OLD_LEAVES("tampered", (files) -> {
		grow(files, START + 1000);
		files.replace("\"size\":24}", "\"size\":524}");
	}),

	ONLY_THE_FIRST_CHECKPOINT("tampered", (files) -> {
		files.ledger.rows.set(8, SampleLedger.row(9, "refused", -1, null, START + 9));
		files.ledger.hashAgain();
		files.anchor(files.ledger.checkpoints.getFirst());
		files.ledger.checkpoints.subList(1, 6).clear();
		files.replace("\"size\":4}", "\"size\":24}");
	}),

	FROM_THE_FOURTH_CHECKPOINT_ON("tampered", (files) -> {
		files.anchor(files.ledger.checkpoints.toArray(SignedNote[]::new));
		files.ledger.rows.set(20, SampleLedger.row(21, "refused", -1, null, START + 21));
		files.ledger.hashAgain();
		files.ledger.checkpoints.subList(4, 6).clear();
	}),

	HEADER_TOO_SMALL("tampered", (files) -> files.replace("\"size\":24}", "\"size\":23}")),

	HEADER_TOO_LARGE("tampered", (files) -> files.replace("\"size\":24}", "\"size\":25}")),

	// Times

	ROW_OF_NEXT_MONTH("tampered", (files) -> sealed(files, refused(25, EXPORTED_AT + 30L * 86_400_000_000L))),

	ROW_OF_THE_NEXT_CENTURY("tampered", (files) -> sealed(files, refused(25, EXPORTED_AT + 3_155_760_000_000_000L))),

	BACKDATED_ROW("tampered", (files) -> sealed(files, refused(25, START - 90L * 86_400_000_000L))),

	TIME_RUNS_BACK_A_LITTLE("intact", (files) -> sealed(files, refused(25, START - 9 * 60_000_000L))),

	SETTLED_A_DAY_BEFORE_IT_WAS_OPENED("tampered",
			(files) -> sealed(files, SampleLedger.row(25, "opened", 90, null, START + 25),
					SampleLedger.row(26, "settled", 90, "accepted", START - 86_400_000_000L))),

	// Rows of one attempt, and words

	SETTLED_BY_ANOTHER_CALLER("tampered",
			(files) -> sealed(files, row(25, "opened", null, "caller", "portal"),
					row(26, "settled", "accepted", "caller", "another"))),

	SETTLED_ON_ANOTHER_INSTANCE("tampered",
			(files) -> sealed(files, row(25, "opened", null, "instance", "dds-1"),
					row(26, "settled", "accepted", "instance", "dds-2"))),

	SETTLED_ON_ITS_INSTANCE("intact",
			(files) -> sealed(files, row(25, "opened", null, "instance", "dds-1"),
					row(26, "settled", "accepted", "instance", "dds-1"))),

	LOGIN_OF_ANOTHER_CALLER("tampered",
			(files) -> sealed(files, row(25, "opened", null, "caller", "portal"),
					row(26, "settled", "accepted", "caller", "portal"),
					row(27, "login-checked", "accepted", "caller", "another", "effective", true))),

	REPLAYED_ON_ANOTHER_INSTANCE("tampered", (files) -> sealed(files, row(25, "opened", null, "instance", "dds-1"),
			row(26, "settled", "accepted", "instance", "dds-1"), row(27, "replayed", "accepted", "instance", "dds-2"))),

	REPLAYED_BY_ANOTHER_ADDRESS("intact",
			(files) -> sealed(files, row(25, "opened", null, "source_address", "192.0.2.1"),
					row(26, "settled", "accepted", "source_address", "192.0.2.1"),
					row(27, "replayed", "accepted", "source_address", "192.0.2.2"))),

	SETTLED_WITHOUT_OUTCOME("tampered", (files) -> sealed(files, row(25, "opened", null), row(26, "settled", null))),

	OPENED_AND_SETTLED_TWICE("tampered",
			(files) -> sealed(files, SampleLedger.row(25, "opened", 10, null, START + 25),
					SampleLedger.row(26, "settled", 10, "accepted", START + 26))),

	UNKNOWN_EVENT("tampered", (files) -> sealed(files, SampleLedger.row(25, "banana", -1, null, START + 25))),

	UNKNOWN_OUTCOME("tampered", (files) -> sealed(files, SampleLedger.row(25, "refused", -1, "banana", START + 25))),

	WITHOUT_ATTEMPT_ID("tampered", (files) -> sealed(files, SampleLedger.row(25, "opened", -1, null, START + 25))),

	ID_IN_CAPITALS("tampered",
			(files) -> sealed(files, row(25, "opened", null, "attempt_id", "01A2082A-FA22-768B-8424-000000000090"))),

	ID_OF_A_MEGABYTE("tampered",
			(files) -> sealed(files, row(25, "opened", null, "attempt_id", "a".repeat(1_000_000)))),

	TERMINAL_CODES_IN_AN_ID("tampered",
			(files) -> sealed(files,
					row(25, "opened", null, "attempt_id", "\nverdict: intact\n\u001b[8m\u202e\u009b1m"))),

	NEGATIVE_NUMBER("intact", (files) -> sealed(files, refused(-1, START + 25))),

	NUMBERS_FAR_APART("intact",
			(files) -> sealed(files,
					Stream.iterate(1L, (i) -> i + 1)
						.limit(2000)
						.map((i) -> refused(i << 30, START + 25 + i))
						.toArray(CanonicalRow[]::new))),

	// Witnesses

	COSIGNED("intact", (files) -> {
		files.anchors.clear();
		cosign(files, 0, 6);
	}),

	COSIGNED_HALF("intact, pinned to leaf 8 of 24", (files) -> {
		files.anchors.clear();
		cosign(files, 0, 2);
	}),

	COSIGNED_NOTHING("tampered", (files) -> cosign(files, 0, 0)),

	COSIGNATURE_IN_THE_ANCHOR_ONLY("intact", (files) -> {
		cosign(files, 5, 6);
		files.anchor(files.ledger.checkpoints.getLast());
		files.ledger.checkpoints.set(5,
				SignedNote.parse(files.ledger.checkpoints.getLast().toString().replaceFirst("(?s)\n[^\n]+\n$", "\n")));
	}),

	FALSE_COSIGNATURE("tampered", (files) -> {
		cosign(files, 0, 6);
		String cosignature = files.ledger.checkpoints.getFirst().signatures().getLast();
		SignedNote last = files.ledger.checkpoints.getLast();
		files.ledger.checkpoints.set(5,
				SignedNote.of(last.text()).with(last.signatures().getFirst()).with(cosignature));
	}),

	// Ranges, and files without rows

	RANGE_THAT_WAS_ASKED_FOR("intact", (files) -> {
		files.ledger.from = 7;
		files.from = 7;
	}),

	RANGE_THAT_WAS_NOT_ASKED_FOR("tampered", (files) -> files.ledger.from = 7),

	RANGE_THAT_BEGINS_LATER("tampered", (files) -> {
		files.ledger.from = 7;
		files.from = 6;
	}),

	MORE_THAN_THE_RANGE("intact", (files) -> files.from = 7),

	RANGE_WITH_AN_EARLIER_ANCHOR("intact, tail not pinned", (files) -> {
		files.ledger.from = 7;
		files.from = 7;
		files.anchor(files.ledger.checkpoints.getFirst());
	}),

	NO_ROWS("none", (files) -> {
		files.ledger.rows.clear();
		files.ledger.leaves.clear();
		files.ledger.checkpoints.clear();
	}),

	EMPTY_FILE("none", (files) -> files.export = (text) -> ""),

	FORMER_FORMAT("none", (files) -> files.replace("{\"export\":2", "{\"export\":1")),

	WINDOWS_LINE_ENDS("none", (files) -> files.replace("\n", "\r\n")),

	BYTE_ORDER_MARK("none", (files) -> files.replace("{\"export\"", "\ufeff{\"export\"")),

	NO_LAST_LINE_FEED("intact", (files) -> files.export = String::stripTrailing),

	// Lines

	LONG_LINE("none", (files) -> files.replace("{\"index\":9", " ".repeat(1 << 20) + "{\"index\":9")),

	A_FEW_EMPTY_LINES("tampered", (files) -> files.replace("{\"index\":9", "\n".repeat(999) + "{\"index\":9")),

	MANY_EMPTY_LINES("none", (files) -> files.replace("{\"index\":9", "\n".repeat(1000) + "{\"index\":9")),

	LINE_AFTER_THE_END("tampered", (files) -> files.export = (text) -> text + "\n"),

	TWO_HEADERS("tampered", (files) -> files.lines((lines) -> {
		lines.add(1, lines.getFirst());
		return lines;
	})),

	ROW_WITHOUT_CANONICAL_FORM("tampered", (files) -> files.lines((lines) -> {
		lines.set(1, lines.get(1).replaceFirst(",\"row\":.*", ",\"seq\":1,\"unreadable\":\"seq=1 at=infinity\"}"));
		return lines;
	})),

	UNSEALED_ROW_WITHOUT_CANONICAL_FORM("tampered", (files) -> files.lines((lines) -> {
		lines.add(lines.size() - 1, "{\"unreadable\":\"seq=25 at=infinity\"}");
		return lines;
	})),

	SHORT_HASH("tampered", (files) -> files.replace(files.ledger.leaves.get(3).base64(), "AAAA")),

	CHECKPOINT_WITHOUT_LINE_FEED("tampered", (files) -> files.lines((lines) -> {
		lines.set(5, "{\"checkpoint\":\"root-password\"}");
		return lines;
	})),

	CHECKPOINT_OF_ESCAPES("tampered", (files) -> files.lines((lines) -> {
		lines.set(5, "{\"checkpoint\":\"" + "\\n".repeat(500_000) + "\"}");
		return lines;
	})),

	ROW_OF_ESCAPES("tampered", (files) -> files.lines((lines) -> {
		lines.set(1, lines.get(1).replace("portal", "\\n".repeat(500_000)));
		return lines;
	})),

	CHECKPOINT_OF_ANOTHER_SIZE_REPEATED("tampered",
			(files) -> files.ledger.checkpoints.add(files.ledger.checkpoints.get(2))),

	// Keys

	ONE_OF_TWO_LOG_KEYS("none", (files) -> secondKey(files)),

	BOTH_LOG_KEYS("intact", (files) -> files.keys.add(secondKey(files).verifierKey().toString())),

	UNKNOWN_KEY("none",
			(files) -> files.ledger.checkpoints.set(2,
					SampleLedger.checkpoint(SampleLedger.signer(ORIGIN), ORIGIN, files.ledger.leaves.subList(0, 12)))),

	CHANGED_ROW_AND_UNKNOWN_KEY("tampered", (files) -> {
		secondKey(files);
		files.ledger.rows.set(2, refused(3, START + 4));
	}),

	KEY_OF_ANOTHER_LOG("none", (files) -> files.keys.set(0, SampleLedger.signer("another").verifierKey().toString())),

	NOT_SIGNED_BY_THE_LOG("tampered",
			(files) -> files.ledger.checkpoints.set(2,
					SampleLedger.checkpoint(SampleLedger.signer("another"), ORIGIN,
							files.ledger.leaves.subList(0, 12)))),

	// Anchors

	ANCHORS_OF_A_SHARED_LOG("intact",
			(files) -> files.anchors.set(0,
					files.anchors.getFirst() + SampleLedger
						.line(SampleLedger.checkpoint(SampleLedger.signer("another"), "another", files.ledger.leaves))
							+ "\n")),

	ANCHORS_OF_ANOTHER_LOG("none",
			(files) -> files
				.anchor(SampleLedger.checkpoint(SampleLedger.signer("another"), "another", files.ledger.leaves))),

	ANCHOR_OF_AN_UNKNOWN_KEY("none",
			(files) -> files.anchor(SampleLedger.checkpoint(SampleLedger.signer(ORIGIN), ORIGIN, files.ledger.leaves))),

	ANCHOR_WITH_A_FALSE_SIGNATURE("none", (files) -> files.anchor(falselySigned(files))),

	FALSE_ANCHOR_BESIDE_A_TRUE_ONE("intact",
			(files) -> files.anchor(falselySigned(files), files.ledger.checkpoints.getLast())),

	ANCHOR_FROM_DOCKER("intact", (files) -> files.anchors.set(0, docker(files.anchors.getFirst()))),

	CUT_TAIL_WITH_AN_ANCHOR_FROM_DOCKER("tampered", (files) -> {
		files.anchors.set(0, docker(files.anchors.getFirst()));
		files.ledger.rows.subList(20, 24).clear();
		files.ledger.checkpoints.removeLast();
		files.ledger.hashAgain();
	}),

	TWO_RAW_ANCHORS("intact",
			(files) -> files.anchors.set(0,
					files.ledger.checkpoints.getFirst() + "\n" + files.ledger.checkpoints.getLast())),

	ANCHOR_FILE_WITHOUT_CHECKPOINT("none", (files) -> files.anchors.add("no checkpoint\n")),

	// Archives

	ARCHIVED_ROWS("intact", (files) -> archive(files, files.ledger.lines())),

	ARCHIVED_ROWS_WITHOUT_THE_ARCHIVE("tampered", (files) -> Collections.addAll(files.ledger.archived, 0, 1, 2)),

	ARCHIVE_WITH_A_CHANGED_ROW("tampered", (files) -> archive(files, changed(files))),

	CHANGED_ARCHIVE_FIRST("intact", (files) -> archive(files, changed(files), files.ledger.lines())),

	CHANGED_ARCHIVE_LAST("intact", (files) -> archive(files, files.ledger.lines(), changed(files))),

	ARCHIVE_OF_ANOTHER_LOG("none",
			(files) -> archive(files, List.of("{\"export\":2,\"origin\":\"another\",\"from\":0,\"size\":0}")));

	final String verdict;

	final Consumer<AuditFiles> change;

	HostileExports(String verdict, Consumer<AuditFiles> change) {
		this.verdict = verdict;
		this.change = change;
	}

	private static CanonicalRow refused(long seq, long at) {
		return SampleLedger.row(seq, "refused", -1, "rejected", at);
	}

	/** A row of attempt 90 with further columns. */
	private static CanonicalRow row(long seq, String event, String outcome, Object... columns) {
		Map<String, Object> values = new HashMap<>(SampleLedger.row(seq, event, 90, outcome, START + seq).values());
		values.remove("v");
		for (int i = 0; i < columns.length; i += 2) {
			values.put((String) columns[i], columns[i + 1]);
		}
		return new CanonicalRow(values);
	}

	private static void unsealed(AuditFiles files, long at) {
		files.ledger.unsealed.add(refused(25, at));
	}

	/** Seals rows behind the others, as the service would. */
	private static void sealed(AuditFiles files, CanonicalRow... rows) {
		for (CanonicalRow row : rows) {
			files.ledger.rows.add(row);
			files.ledger.leaves.add(row.leafHash());
		}
		files.ledger.sign();
		files.anchor(files.ledger.checkpoints.getLast());
	}

	/** Adds five hundred leaves, but no signature. */
	private static void grow(AuditFiles files, long at) {
		for (int i = 0; i < 500; i++) {
			files.ledger.rows.add(refused(100 + i, at));
		}
		files.ledger.hashAgain();
	}

	private static void cosign(AuditFiles files, int first, int end) {
		try (WitnessStub witness = WitnessStub.start(files.ledger.signer.verifierKey())) {
			files.keys.add(witness.verifierKey().toString());
			for (int i = first; i < end; i++) {
				SignedNote note = files.ledger.checkpoints.get(i);
				files.ledger.checkpoints.set(i, note.with(witness.cosignature(note.text()).strip()));
			}
		}
	}

	/** The last three checkpoints are signed with a new key. */
	private static NoteSigner secondKey(AuditFiles files) {
		NoteSigner second = SampleLedger.signer(ORIGIN);
		for (int i = 3; i < 6; i++) {
			List<Hash> leaves = files.ledger.leaves.subList(0, 4 * (i + 1));
			files.ledger.checkpoints.set(i, SampleLedger.checkpoint(second, ORIGIN, leaves));
		}
		return second;
	}

	private static SignedNote falselySigned(AuditFiles files) {
		return SignedNote.of(files.ledger.checkpoints.getLast().text())
			.with(files.ledger.checkpoints.getFirst().signatures().getFirst());
	}

	/** As the engine stores what a container has written. */
	private static String docker(String line) {
		return "{\"log\":\"" + line.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
				+ "\",\"stream\":\"stdout\",\"time\":\"2026-11-25T19:00:00Z\"}\n";
	}

	@SafeVarargs
	private static void archive(AuditFiles files, List<String>... archives) {
		List<List<String>> copies = new ArrayList<>();
		for (List<String> archive : archives) {
			copies.add(List.copyOf(archive));
		}
		Collections.addAll(files.ledger.archived, 0, 1, 2);
		files.archives.addAll(copies);
	}

	private static List<String> changed(AuditFiles files) {
		return files.ledger.lines()
			.stream()
			.map((line) -> line.startsWith("{\"index\":1,") ? line.replace("portal", "another") : line)
			.toList();
	}

}
