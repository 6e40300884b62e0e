package rootpassword.evidence.verify;

import java.util.Collections;
import java.util.function.Consumer;

import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;

import static rootpassword.evidence.verify.SampleLedger.EXPORTED_AT;
import static rootpassword.evidence.verify.SampleLedger.ORIGIN;
import static rootpassword.evidence.verify.SampleLedger.START;

/**
 * What somebody with all rights can do to {@link SampleLedger#honest()}, and the finding.
 * Row {@code n} is leaf {@code n - 1}.
 */
enum TamperingKinds {

	CHANGED_OUTCOME((ledger) -> ledger.rows.set(1, row(2, "settled", 10, "rejected")), "seq 2: the row was changed"),

	CHANGED_TIME((ledger) -> ledger.rows.set(1, SampleLedger.row(2, "settled", 10, "accepted", START + 3)),
			"seq 2: the row was changed"),

	REMOVED_COLUMN((ledger) -> ledger.rows.set(2, row(3, "refused", -1, null)), "seq 3: the row was changed"),

	CHANGED_NUMBER((ledger) -> ledger.rows.set(2, row(900, "refused", -1, "rejected")), "seq 900: the row was changed"),

	DELETED_ROW((ledger) -> ledger.archived.add(2), "tree: the row of leaf 2 is missing"),

	DELETED_ROWS((ledger) -> Collections.addAll(ledger.archived, 2, 3, 4),
			"tree: the rows of leaves 2 to 4 are missing"),

	DELETED_ROW_AND_LEAF((ledger) -> {
		ledger.rows.remove(2);
		ledger.leaves.remove(2);
	}, "tree: the checkpoint of size 4 has another root than the export: look at leaves 0 to 3"),

	INSERTED_ROW((ledger) -> ledger.unsealed.add(row(25, "refused", -1, "rejected")), "seq 25: the row has no leaf"),

	INSERTED_BETWEEN((ledger) -> {
		ledger.rows.add(2, row(90, "refused", -1, "rejected"));
		ledger.hashAgain();
	}, "tree: the checkpoint of size 4 has another root"),

	INSERTED_WITH_A_USED_NUMBER(
			(ledger) -> ledger.unsealed.add(SampleLedger.row(3, "refused", -1, "rejected", EXPORTED_AT)),
			"seq 3: the number occurs again"),

	REUSED_NUMBER((ledger) -> {
		ledger.rows.set(8, row(3, "refused", -1, "rejected"));
		ledger.signAgain();
	}, "seq 3: the number occurs again, at leaf 8"),

	SWAPPED_ROWS((ledger) -> Collections.swap(ledger.rows, 2, 8), "seq 3: the row was changed"),

	SWAPPED_ROWS_AND_LEAVES((ledger) -> {
		Collections.swap(ledger.rows, 2, 8);
		ledger.hashAgain();
	}, "tree: the checkpoint of size 4 has another root"),

	CHANGED_HASH((ledger) -> ledger.leaves.set(5, ledger.leaves.get(6)), "seq 6: the row was changed"),

	REWRITTEN_WITHOUT_KEY((ledger) -> {
		ledger.rows.set(9, row(10, "opened", 99, null));
		ledger.hashAgain();
	}, "tree: the checkpoint of size 12 has another root than the export: look at leaves 8 to 11"),

	REWRITTEN_WITH_KEY((ledger) -> {
		ledger.rows.set(2, row(3, "refused", -1, null));
		ledger.signAgain();
	}, "tree: the anchor of size 4 has another root"),

	CUT_LEAVES((ledger) -> cutRows(ledger, 20), "tree: the checkpoint of size 24 is larger than the export"),

	CUT_TAIL((ledger) -> {
		cutRows(ledger, 20);
		ledger.checkpoints.removeLast();
	}, "tree: the anchor of size 24 is larger than the export, which ends at 20: the tail is cut"),

	CUT_AND_GROWN_AGAIN((ledger) -> {
		cutRows(ledger, 20);
		for (int i = 21; i <= 24; i++) {
			ledger.rows.add(row(i, "refused", -1, "rejected"));
		}
		ledger.signAgain();
	}, "tree: the anchor of size 24 has another root"),

	DELETED_CHECKPOINT((ledger) -> ledger.checkpoints.removeLast(), "seq 21: no signed checkpoint covers leaf 20"),

	FALSE_SIGNATURE((ledger) -> {
		SignedNote note = ledger.checkpoints.get(2);
		String line = note.signatures().getFirst();
		ledger.checkpoints.set(2, SignedNote.of(note.text().replace("12", "13")).with(line));
	}, "tree: 1 checkpoints have a false signature"),

	ANOTHER_ORIGIN(
			(ledger) -> ledger.checkpoints.set(2,
					SampleLedger.checkpoint(ledger.signer, "another", ledger.leaves.subList(0, 12))),
			"tree: the checkpoint behind leaf 11 is not signed by the log: another"),

	TWO_OF_ONE_SIZE(
			(ledger) -> ledger.checkpoints.add(3,
					SampleLedger.checkpoint(ledger.signer, ORIGIN, ledger.leaves.subList(1, 13))),
			"tree: the checkpoint of size 12 has another root than the export"),

	FORKED((ledger) -> ledger.checkpoints.set(2,
			SampleLedger.checkpoint(ledger.signer, ORIGIN, ledger.leaves.subList(1, 13))),
			"tree: the checkpoint of size 12 has another root than the export: look at leaves 8 to 11"),

	REORDERED_CHECKPOINTS((ledger) -> Collections.swap(ledger.checkpoints, 1, 2),
			"tree: the checkpoint of size 8 comes after leaf 11"),

	SETTLED_WITHOUT_OPENED((ledger) -> {
		ledger.rows.set(0, row(1, "refused", -1, "rejected"));
		ledger.signAgain();
	}, "seq 2: attempt 01a2082a-fa22-768b-8424-000000000010 is settled, but was not opened"),

	SETTLED_TWICE((ledger) -> {
		ledger.rows.set(2, row(3, "settled", 10, "rejected"));
		ledger.signAgain();
	}, "seq 3: attempt 01a2082a-fa22-768b-8424-000000000010 is settled again, and not by a late answer"),

	UNCONFIRMED_TWICE((ledger) -> {
		ledger.rows.set(5, row(6, "settled", 20, "unconfirmed"));
		ledger.signAgain();
	}, "seq 6: attempt 01a2082a-fa22-768b-8424-000000000020 is settled again, and not by a late answer"),

	RECONCILED_WHILE_OPEN((ledger) -> {
		ledger.rows.set(4, row(5, "reconciled", 20, "accepted"));
		ledger.signAgain();
	}, "seq 5: attempt 01a2082a-fa22-768b-8424-000000000020 is reconciled, but was not unconfirmed"),

	RECONCILED_AS_UNCONFIRMED((ledger) -> {
		ledger.rows.set(5, row(6, "reconciled", 20, "unconfirmed"));
		ledger.signAgain();
	}, "seq 6: the service writes no event reconciled with the outcome unconfirmed"),

	RECONCILED_AFTER_A_KNOWN_OUTCOME((ledger) -> {
		ledger.rows.set(8, row(9, "reconciled", 20, "rejected"));
		ledger.signAgain();
	}, "seq 9: attempt 01a2082a-fa22-768b-8424-000000000020 is settled again, and not by a late answer"),

	OPENED_TWICE((ledger) -> {
		ledger.rows.set(2, row(3, "opened", 20, null));
		ledger.signAgain();
	}, "seq 4: attempt 01a2082a-fa22-768b-8424-000000000020 is opened a second time"),

	NEVER_SETTLED((ledger) -> {
		ledger.rows.set(0, SampleLedger.row(1, "opened", 10, null, START - 25L * 3600 * 1_000_000));
		ledger.rows.set(1, row(2, "refused", -1, "rejected"));
		ledger.signAgain();
	}, "seq 1: attempt 01a2082a-fa22-768b-8424-000000000010 was opened, but never settled");

	final Consumer<SampleLedger> tampering;

	final String finding;

	TamperingKinds(Consumer<SampleLedger> tampering, String finding) {
		this.tampering = tampering;
		this.finding = finding;
	}

	private static void cutRows(SampleLedger ledger, int size) {
		ledger.rows.subList(size, ledger.rows.size()).clear();
		ledger.hashAgain();
	}

	private static CanonicalRow row(int seq, String event, int attempt, String outcome) {
		return SampleLedger.row(seq, event, attempt, outcome, START + seq);
	}

}
