package rootpassword.evidence.verify;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.evidence.tree.Hash;
import rootpassword.kit.database.Database;

/**
 * What the owner of a database can do to a sealed trail, and the finding. Row {@code n}
 * is leaf {@code n - 1}; there are 12 rows, and checkpoints of sizes 6 and 12.
 */
enum LedgerTampering {

	CHANGED_OUTCOME("seq 2: the row was changed", "update trail set outcome = 'rejected' where seq = 2"),

	CHANGED_CALLER("seq 1: the row was changed", "update trail set caller = 'another' where seq = 1"),

	CHANGED_TARGET("seq 2: the row was changed", "update trail set target = 'singapore' where seq = 2"),

	REMOVED_TARGET("seq 1: the row was changed", "update trail set target = null where seq = 1"),

	REMOVED_REASON("seq 3: the row was changed", "update trail set reason = null where seq = 3"),

	ADDED_VALUE("seq 3: the row was changed", "update trail set provider_code = 'Forbidden' where seq = 3"),

	CHANGED_TIME_BY_A_MICROSECOND("seq 9: the row was changed",
			"update trail set at = at + interval '0.000001' second where seq = 9"),

	CHANGED_EVENT("seq 10: the row was changed", "update trail set event = 'validated' where seq = 10"),

	SWAPPED_ROWS("seq 3: the row was changed",
			"update trail set reason = case seq when 3 then 'row 10' else 'row 3' end where seq in (3, 10)"),

	MOVED_ROW("seq 900: the row has no leaf",
			"insert into trail (seq, at, event, caller, source_address) overriding system value "
					+ "select 900, at, event, caller, source_address from trail where seq = 3",
			"delete from trail where seq = 3"),

	DELETED_ROW("seq 3: the row of leaf 2 is missing", "delete from trail where seq = 3"),

	DELETED_ROWS("seq 3: the rows of leaves 2 to 4 are missing", "delete from trail where seq between 3 and 5"),

	DELETED_LAST_ROWS("seq 11: the rows of leaves 10 to 11 are missing", "delete from trail where seq > 10"),

	DELETED_ALL_ROWS("seq 1: the rows of leaves 0 to 11 are missing", "delete from trail"),

	DELETED_LEAF("tree: leaves 2 to 2 are not in the export", "delete from seal_leaf where idx = 2"),

	DELETED_ROW_AND_LEAF("tree: leaves 2 to 2 are not in the export", "delete from trail where seq = 3",
			"delete from seal_leaf where idx = 2"),

	CLOSED_GAP("tree: the checkpoint of size 6 has another root",
			Stream
				.concat(Stream.of("delete from trail where seq = 3", "delete from seal_leaf where idx = 2"),
						IntStream.range(3, 12)
							.mapToObj((index) -> "update seal_leaf set idx = " + (index - 1) + " where idx = " + index))
				.toArray(String[]::new)),

	CHANGED_LEAF("seq 3: the row was changed",
			"update seal_leaf set hash = (select hash from seal_leaf where idx = 3) where idx = 2"),

	LEAF_OF_ANOTHER_ROW("seq 3: the row of leaf 2 is missing", "delete from trail where seq = 10",
			"update seal_leaf set trail_seq = 99 where idx = 9", "delete from trail where seq = 3"),

	INSERTED_ROW("seq 13: the row has no leaf", insert("refused", 0, "rejected", 2)),

	INSERTED_ROW_AND_LEAF("seq 13: the row has no leaf", insert("refused", 0, "rejected", 2),
			"insert into seal_leaf (idx, trail_seq, hash) select 12, 13, hash from seal_leaf where idx = 9"),

	CUT_TAIL_WITHOUT_CHECKPOINT("tree: the checkpoint of size 12 is larger than the export",
			"delete from trail where seq > 6", "delete from seal_leaf where idx > 5"),

	CUT_TAIL("tree: the anchor of size 12 is larger than the export, which ends at 6: the tail is cut",
			"delete from trail where seq > 6", "delete from seal_leaf where idx > 5",
			"delete from seal_checkpoint where size > 6"),

	DELETED_NEWEST_CHECKPOINT("seq 7: the row has no leaf", "delete from seal_checkpoint where size = 12"),

	REWRITTEN_WITHOUT_KEY("tree: the checkpoint of size 6 has another root",
			"update trail set outcome = 'rejected' where seq = 2", "delete from seal_leaf") {
		@Override
		void then(Database database, SealingReplica replica) {
			try {
				replica.seal();
			}
			catch (IllegalStateException ex) {
				// The leaves are new, but nothing is signed on top of them
			}
		}
	},

	REWRITTEN_WITH_KEY("tree: the anchor of size 12 has another root",
			"update trail set outcome = 'rejected' where seq = 2", "delete from seal_leaf",
			"delete from seal_checkpoint") {
		@Override
		void then(Database database, SealingReplica replica) {
			replica.seal();
		}
	},

	CUT_AND_GROWN_AGAIN_WITH_KEY("tree: the anchor of size 12 has another root",
			Stream.concat(
					Stream.of("delete from trail where seq > 6", "delete from seal_leaf where idx > 5",
							"delete from seal_checkpoint where size > 6"),
					Stream.generate(() -> insert("refused", 0, "rejected", 2)).limit(6))
				.toArray(String[]::new)) {
		@Override
		void then(Database database, SealingReplica replica) {
			replica.seal();
		}
	},

	FALSE_SIGNATURE("tree: 1 checkpoints have a false signature") {
		@Override
		void then(Database database, SealingReplica replica) {
			String note = database.column(String.class, "select note from seal_checkpoint where size = 12").getFirst();
			char signed = note.charAt(note.length() - 20);
			replace(database, 12, note.substring(0, note.length() - 20) + ((signed == 'A') ? 'B' : 'A')
					+ note.substring(note.length() - 19));
		}
	},

	FORKED_WITH_KEY("tree: the checkpoint of size 6 has another root") {
		@Override
		void then(Database database, SealingReplica replica) {
			replace(database, 6, checkpoint(6, SealingReplica.SIGNER).toString());
		}
	},

	INVENTED_CHECKPOINT_WITH_KEY("tree: the checkpoint of size 20 is larger than the export") {
		@Override
		void then(Database database, SealingReplica replica) {
			database.update("insert into seal_checkpoint (size, note) values (20, ?)",
					checkpoint(20, SealingReplica.SIGNER).toString());
		}
	},

	SETTLED_WITHOUT_OPENED("seq 13: attempt 01a2082a-fa22-768b-8424-000000000009 is settled, but was not open",
			insert("settled", 9, "accepted", 2)) {
		@Override
		void then(Database database, SealingReplica replica) {
			replica.seal();
		}
	},

	SETTLED_TWICE("seq 13: attempt 01a2082a-fa22-768b-8424-000000000001 is settled again",
			insert("settled", 1, "rejected", 2)) {
		@Override
		void then(Database database, SealingReplica replica) {
			replica.seal();
		}
	},

	NEVER_SETTLED("seq 13: attempt 01a2082a-fa22-768b-8424-000000000009 was opened, but never settled",
			insert("opened", 9, null, 72)) {
		@Override
		void then(Database database, SealingReplica replica) {
			replica.seal();
		}
	};

	final String finding;

	private final List<String> statements;

	LedgerTampering(String finding, String... statements) {
		this.finding = finding;
		this.statements = List.of(statements);
	}

	void tamper(Database database, SealingReplica replica) {
		this.statements.forEach(database::update);
		then(database, replica);
	}

	/** What SQL alone cannot do. */
	void then(Database database, SealingReplica replica) {
	}

	/** A row, so many hours old. */
	static String insert(String event, int attempt, String outcome, int hours) {
		return ("insert into trail (at, event, attempt_id, caller, source_address, reason, outcome, target) "
				+ "values (current_timestamp - interval '%d' hour, '%s', %s, 'portal', '192.0.2.7', 'reason', %s, %s)")
			.formatted(hours, event,
					(attempt > 0) ? "cast('01a2082a-fa22-768b-8424-%012d' as uuid)".formatted(attempt) : "null",
					(outcome != null) ? "'" + outcome + "'" : "null", (attempt > 0) ? "'hangzhou'" : "null");
	}

	private static void replace(Database database, int size, String note) {
		database.update("update seal_checkpoint set note = ? where size = ?", note, size);
	}

	private static SignedNote checkpoint(int size, NoteSigner signer) {
		String text = new Checkpoint("root-password", size, Hash.ofLeaf(new byte[0])).text();
		return SignedNote.of(text).with(signer.sign(text));
	}

}
