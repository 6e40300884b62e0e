package rootpassword.evidence.verify;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.verify.ExportLine.Leaf;
import rootpassword.evidence.verify.ExportLine.Row;

/** Checks the hash, number, time and event of each row. */
final class RowChecks {

	/** In microseconds, as all times here. */
	private static final long MINUTE = 60_000_000;

	/** A row is sealed within seconds. The clock skew is added to this. */
	private static final long SEALING = 2 * MINUTE;

	private final Findings findings;

	private final EventRules events;

	/**
	 * The numbers so far. 64 neighbours share one entry, with a bit for each, because a
	 * set of ten million numbers would need more than the memory of the verifier.
	 */
	private final Map<Long, Long> numbers = new HashMap<>();

	private final long skew;

	private final long moment;

	/** A row under no signature is not older than this. */
	private final long oldest;

	/** The newest time of the rows so far. */
	private long newest = Long.MIN_VALUE / 2;

	/** The first leaf of the current gap, in which all rows are missing. */
	private @Nullable Leaf gap;

	private long gapLength;

	/** Whether a row is missing, which can be the other row of any attempt. */
	private boolean incomplete;

	/** The number of leaves that no signed checkpoint covers. */
	private long unsigned;

	/** The finding that the first old row under no signature gives. */
	private @Nullable Runnable uncovered;

	RowChecks(Audit audit, Findings findings) {
		this.findings = findings;
		this.events = new EventRules(findings, audit.clockSkew().toMillis());
		this.moment = ChronoUnit.MICROS.between(Instant.EPOCH, audit.moment());
		this.skew = audit.clockSkew().toNanos() / 1000;
		this.oldest = this.moment - this.skew - SEALING;
	}

	void sealed(Leaf leaf, @Nullable Row content) {
		this.unsigned++;
		if (content == null) {
			this.gap = (this.gap == null) ? leaf : this.gap;
			this.gapLength++;
			this.incomplete = true;
			return;
		}
		endGap();
		CanonicalRow row = content.canonical();
		if (row == null) {
			this.incomplete = true;
			this.findings.add(leaf.seq(),
					"the row of leaf " + leaf.index() + " is not in canonical form: " + content.begin());
			return;
		}
		if (!content.fits(leaf)) {
			this.findings.add(row.seq(), "the row was changed: its hash is not the one of leaf " + leaf.index());
		}
		check(row, "at leaf " + leaf.index());
		if (row.at() < this.newest - this.skew) {
			this.findings.add(row.seq(), "the time of the row is " + seconds(this.newest - row.at())
					+ " before the time of a row that was sealed earlier");
		}
		if (row.at() <= this.moment + this.skew) {
			this.newest = Math.max(this.newest, row.at());
		}
		if (row.at() < this.oldest && this.uncovered == null) {
			this.uncovered = () -> this.findings.add(row.seq(), "no signed checkpoint covers leaf " + leaf.index()
					+ ", although its row was written " + beforeExport(row));
		}
	}

	/** A signed checkpoint covers all leaves so far. */
	void signed() {
		this.unsigned = 0;
		this.uncovered = null;
	}

	void unsealed(Row content) {
		endGap();
		CanonicalRow row = content.canonical();
		if (row == null) {
			this.findings.addTreeFinding("a row without a leaf is not in canonical form: " + content.begin());
			return;
		}
		check(row, "in a row without a leaf");
		if (row.at() < this.oldest) {
			this.findings.add(row.seq(), "the row has no leaf, although it was written " + beforeExport(row)
					+ ": it was inserted later, or sealing stands still");
		}
	}

	private void check(CanonicalRow row, String place) {
		long bit = 1L << (row.seq() & 63);
		long seen = this.numbers.getOrDefault(row.seq() >> 6, 0L);
		this.numbers.put(row.seq() >> 6, seen | bit);
		if ((seen & bit) != 0) {
			this.findings.add(row.seq(), "the number occurs again, " + place);
		}
		if (row.at() > this.moment + this.skew) {
			this.findings.add(row.seq(),
					"the time of the row is " + seconds(row.at() - this.moment) + " after the time of the export");
		}
		this.events.add(row);
	}

	private void endGap() {
		if (this.gap != null) {
			long first = this.gap.index();
			String rows = (this.gapLength == 1) ? "the row of leaf " + first + " is"
					: "the rows of leaves " + first + " to " + (first + this.gapLength - 1) + " are";
			this.findings.add(this.gap.seq(), rows + " missing, in the export and in the archives");
			this.gap = null;
			this.gapLength = 0;
		}
	}

	/**
	 * Ends the checks, and returns the number of leaves that no signed checkpoint covers.
	 * @param partial whether there are rows before the export
	 * @param allKeys whether every signature could be verified
	 */
	long finish(boolean partial, boolean allKeys) {
		endGap();
		if (!this.incomplete) {
			this.events.finish(this.newest, partial);
		}
		if (this.uncovered != null && allKeys) {
			this.uncovered.run();
		}
		if (this.newest - this.moment > MINUTE) {
			this.findings.state("the clock of the trail is " + seconds(this.newest - this.moment)
					+ " ahead of the time of the export", false);
		}
		return this.unsigned;
	}

	private String beforeExport(CanonicalRow row) {
		return seconds(this.moment - row.at()) + " before the time of the export";
	}

	private static String seconds(long micros) {
		return micros / 1_000_000 + " s";
	}

}
