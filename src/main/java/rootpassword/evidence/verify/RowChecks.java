package rootpassword.evidence.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.verify.ExportLine.Content;
import rootpassword.evidence.verify.ExportLine.Leaf;

/**
 * Checks each row: against the hash of its leaf, its number, its time, and the other rows
 * of its attempt.
 */
final class RowChecks {

	/** A row is sealed after seconds; the clocks may differ besides. */
	private static final Duration SEALING = Duration.ofMinutes(2);

	private static final long MINUTE = 60_000_000;

	private final Findings findings;

	private final AttemptRules attempts;

	private final NumberSet numbers = new NumberSet();

	/** In microseconds, as all times here. */
	private final long skew;

	private final long moment;

	private final long oldest;

	/** The newest time of the rows so far. */
	private long newest = Long.MIN_VALUE / 2;

	private @Nullable Leaf firstMissing;

	private long missing;

	private long withoutLeaf;

	private long unsigned;

	private @Nullable CanonicalRow firstOld;

	private long firstOldLeaf;

	/**
	 * Checks of one export.
	 * @param partial the export does not begin at the first row
	 */
	RowChecks(Audit audit, boolean partial, Findings findings) {
		this.findings = findings;
		this.attempts = new AttemptRules(findings, partial, audit.clockSkew().toMillis());
		this.moment = micros(audit.moment());
		this.skew = audit.clockSkew().toNanos() / 1000;
		this.oldest = micros(audit.moment().minus(audit.clockSkew()).minus(SEALING));
	}

	/** A leaf and its row, from the export or an archive. */
	void sealed(Leaf leaf, @Nullable Content content) {
		this.unsigned++;
		if (content == null) {
			this.firstMissing = (this.missing == 0) ? leaf : this.firstMissing;
			this.missing++;
			this.attempts.gap();
			return;
		}
		reportMissing();
		CanonicalRow row = content.row();
		if (row == null) {
			this.attempts.gap();
			this.findings.at(leaf.seq(),
					"the row of leaf " + leaf.index() + " is not in canonical form: " + content.text());
			return;
		}
		if (!content.fits(leaf)) {
			this.findings.row(row.seq(), "the row was changed: its hash is not the one of leaf " + leaf.index());
		}
		check(row, "at leaf " + leaf.index());
		if (row.at() < this.newest - this.skew) {
			this.findings.row(row.seq(), "the time of the row is " + seconds(this.newest - row.at())
					+ " before the time of a row that was sealed earlier");
		}
		if (row.at() <= this.moment + this.skew) {
			this.newest = Math.max(this.newest, row.at());
		}
		if (row.at() < this.oldest && this.firstOld == null) {
			this.firstOld = row;
			this.firstOldLeaf = leaf.index();
		}
	}

	/** A signed checkpoint covers all leaves so far. */
	void signed() {
		this.unsigned = 0;
		this.firstOld = null;
	}

	/** A row without a leaf. */
	void unsealed(Content content) {
		reportMissing();
		this.withoutLeaf++;
		CanonicalRow row = content.row();
		if (row == null) {
			this.findings.tree("a row without a leaf is not in canonical form: " + content.text());
			return;
		}
		check(row, "in a row without a leaf");
		if (row.at() < this.oldest) {
			this.findings.row(row.seq(),
					"the row has no leaf, although it was written " + seconds(this.moment - row.at())
							+ " before the time of the export: it was inserted later, or sealing stands still");
		}
	}

	private void check(CanonicalRow row, String place) {
		if (!this.numbers.add(row.seq())) {
			this.findings.row(row.seq(), "the number occurs again, " + place);
		}
		if (row.at() > this.moment + this.skew) {
			this.findings.row(row.seq(),
					"the time of the row is " + seconds(row.at() - this.moment) + " after the time of the export");
		}
		String fault = Vocabulary.fault(row);
		if (fault != null) {
			this.findings.row(row.seq(), fault);
		}
		else {
			this.attempts.add(row);
		}
	}

	/**
	 * Ends the checks of rows.
	 * @param allKeys whether every signature could be verified
	 */
	void finish(boolean allKeys) {
		reportMissing();
		this.attempts.finish(this.newest);
		if (this.firstOld != null && allKeys) {
			this.findings.row(this.firstOld.seq(), "no signed checkpoint covers leaf " + this.firstOldLeaf
					+ ", although its row was written " + beforeExport(this.firstOld));
		}
		if (this.newest - this.moment > MINUTE) {
			this.findings.coverage("the clock of the trail is " + seconds(this.newest - this.moment)
					+ " ahead of the time of the export", false);
		}
	}

	/** The number of rows that nothing has signed. */
	long notSealed() {
		return this.withoutLeaf + this.unsigned;
	}

	/** The number of rows without a leaf. */
	long withoutLeaf() {
		return this.withoutLeaf;
	}

	private void reportMissing() {
		if (this.missing > 0 && this.firstMissing != null) {
			long first = this.firstMissing.index();
			String leaves = (this.missing == 1) ? "the row of leaf " + first + " is"
					: "the rows of leaves " + first + " to " + (first + this.missing - 1) + " are";
			this.findings.at(this.firstMissing.seq(), leaves + " missing, in the export and in the archives");
			this.missing = 0;
		}
	}

	private String beforeExport(CanonicalRow row) {
		return seconds(this.moment - row.at()) + " before the time of the export";
	}

	private static long micros(Instant time) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, time);
	}

	private static String seconds(long micros) {
		return micros / 1_000_000 + " s";
	}

}
