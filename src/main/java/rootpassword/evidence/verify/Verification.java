package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.tree.TreeAccumulator;

/** Verifies an export in one pass, from its first line to its last one. */
public final class Verification {

	private static final int MAX_UNREADABLE = 1000;

	private final ExportLine.Header header;

	private final Keys keys;

	private final Archives archives;

	private final Findings findings;

	private final RowChecks rows;

	private final Coverage coverage;

	/** The leaves so far; {@code null} after a gap: then no root can be computed. */
	private @Nullable TreeAccumulator tree;

	private long next;

	private long leaves;

	private long unsealed;

	private int unreadable;

	private ExportLine.@Nullable End end;

	private Verification(Audit audit, ExportLine.Header header, Archives archives, Findings findings)
			throws IOException, UnusableException {
		this.header = header;
		this.keys = Keys.of(header.origin(), audit.keys());
		this.archives = archives;
		this.findings = findings;
		this.rows = new RowChecks(audit, header.from() > 0, findings);
		this.coverage = new Coverage(this.keys, audit.anchors(), header.from(), findings);
		this.next = header.from();
		for (Path archive : audit.archives()) {
			archives.open(archive, header.origin());
		}
		if (header.from() > audit.from()) {
			findings.tree("the export begins at leaf " + header.from() + ", not at leaf " + audit.from()
					+ ": verify a range with --from-index");
		}
		if (header.from() == 0) {
			begin(new TreeAccumulator());
		}
	}

	/**
	 * Verifies an export.
	 * @param out for findings
	 * @param summary for counts
	 * @param progress gets the number of bytes that were read, and the number of all
	 */
	public static Verdict run(Audit audit, PrintedLines out, PrintedLines summary, BiConsumer<Long, Long> progress)
			throws IOException, UnusableException {
		try (LineReader lines = new LineReader(audit.export()); Archives archives = new Archives()) {
			byte[] line = lines.next();
			if (line == null || !(ExportLine.parse(line) instanceof ExportLine.Header header)) {
				throw new UnusableException("The file " + audit.export() + " is not an export of the trail");
			}
			Verification verification = new Verification(audit, header, archives, new Findings(out));
			long length = Files.size(audit.export());
			long position = line.length + 1L;
			for (line = lines.next(); line != null; line = lines.next()) {
				verification.read(ExportLine.parse(line));
				position += line.length + 1L;
				progress.accept(Math.min(position, length), length);
			}
			return verification.finish(summary);
		}
	}

	private void read(ExportLine line) throws IOException, UnusableException {
		if (this.end != null) {
			this.findings.tree("the export goes on after its end line");
		}
		switch (line) {
			case ExportLine.Leaf leaf -> add(leaf);
			case ExportLine.Unsealed row -> {
				this.unsealed++;
				this.rows.unsealed(row.row());
			}
			case ExportLine.Checkpoint signed -> {
				if (this.coverage.checkpoint(signed.note(), this.next, this.tree)) {
					this.rows.signed();
				}
			}
			case ExportLine.Frontier frontier -> begin(frontier);
			case ExportLine.End last -> this.end = last;
			case ExportLine.Header other -> unreadable("a second header of " + other.origin());
			case ExportLine.Unreadable other -> unreadable(other.begin());
		}
	}

	private void unreadable(String text) throws UnusableException {
		this.findings.tree("a line behind leaf " + (this.next - 1) + " is not readable: " + text);
		if (++this.unreadable == MAX_UNREADABLE) {
			throw new UnusableException("The export has " + MAX_UNREADABLE + " lines that are not readable");
		}
	}

	private void begin(ExportLine.Frontier frontier) throws IOException, UnusableException {
		if (this.tree != null || this.leaves > 0 || Long.bitCount(this.next) != frontier.roots().size()) {
			broken("the frontier does not fit the first leaf " + this.header.from());
		}
		else {
			begin(new TreeAccumulator(this.next, frontier.roots()));
		}
	}

	private void begin(TreeAccumulator first) throws IOException, UnusableException {
		this.tree = first;
		this.coverage.anchors(first, false);
	}

	private void add(ExportLine.Leaf leaf) throws IOException, UnusableException {
		this.leaves++;
		if (leaf.index() != this.next) {
			broken((leaf.index() > this.next)
					? "leaves " + this.next + " to " + (leaf.index() - 1) + " are not in the export"
					: "leaf " + leaf.index() + " comes after leaf " + (this.next - 1));
		}
		this.next = leaf.index() + 1;
		this.rows.sealed(leaf, (leaf.row() != null) ? leaf.row() : this.archives.row(leaf));
		if (leaf.hash() == null) {
			broken("the hash of leaf " + leaf.index() + " is not a hash");
		}
		else if (this.tree != null) {
			this.tree.add(leaf.hash());
			this.coverage.anchors(this.tree, false);
		}
	}

	private void broken(String finding) {
		this.findings.tree(finding + "; later roots cannot be compared");
		this.tree = null;
	}

	private Verdict finish(PrintedLines summary) throws IOException, UnusableException {
		if (this.leaves + this.unsealed == 0) {
			throw new UnusableException("The export has no rows");
		}
		this.rows.finish(this.keys.missing().isEmpty());
		ExportLine.End counted = new ExportLine.End(this.leaves, this.unsealed, this.coverage.notes());
		if (this.end == null) {
			this.findings.tree("the export has no end line: it is cut off");
		}
		else if (!counted.equals(this.end)) {
			this.findings.tree("the export has " + counted + "; its end line says " + this.end);
		}
		if (this.header.size() != this.next) {
			this.findings.tree("the export ends at " + this.next + ", its header says " + this.header.size());
		}
		if (this.tree == null) {
			this.findings.tree("no root was compared after the last gap, or without a frontier");
		}
		else {
			this.coverage.anchors(this.tree, true);
		}
		return this.coverage.verdict(this.next, this.unsealed + this.rows.unsigned(), summary);
	}

	/** The exit code, which is 1 if there are findings and otherwise 0; the last line. */
	public record Verdict(int exitCode, String line) {
	}

}
