package rootpassword.evidence.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/** Verifies an export in one pass, from its first line to its last one. */
public final class Verification {

	private static final int MAX_UNREADABLE = 1000;

	private final ExportLine.Header header;

	private final Keys keys;

	private final Archives archives;

	private final Findings findings;

	private final RowChecks rows;

	private final TreeChecks tree;

	private long leaves;

	private long unsealed;

	private long checkpoints;

	private int unreadable;

	private ExportLine.@Nullable End end;

	private Verification(Audit audit, ExportLine.Header header, Archives archives, Findings findings)
			throws IOException, UnusableException {
		this.header = header;
		this.keys = Keys.of(header.origin(), audit.keys());
		this.archives = archives;
		this.findings = findings;
		this.rows = new RowChecks(audit, findings);
		for (Path archive : audit.archives()) {
			archives.open(archive, header.origin());
		}
		this.tree = new TreeChecks(audit, header, this.keys, findings);
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
			this.findings.addTreeFinding("the export goes on after its end line");
		}
		switch (line) {
			case ExportLine.Leaf leaf -> {
				this.leaves++;
				this.tree.checkIndex(leaf.index());
				this.rows.sealed(leaf, (leaf.row() != null) ? leaf.row() : this.archives.row(leaf));
				this.tree.add(leaf);
			}
			case ExportLine.Row row -> {
				this.unsealed++;
				this.rows.unsealed(row);
			}
			case ExportLine.Checkpoint checkpoint -> {
				this.checkpoints++;
				if (this.tree.compareCheckpoint(checkpoint.note())) {
					this.rows.signed();
				}
			}
			case ExportLine.Frontier frontier -> this.tree.begin(frontier);
			case ExportLine.End last -> this.end = last;
			case ExportLine.Header other -> countUnreadable("a second header of " + other.origin());
			case ExportLine.Unreadable other -> countUnreadable(other.begin());
		}
	}

	private void countUnreadable(String text) throws UnusableException {
		this.findings.addTreeFinding("a line behind leaf " + (this.tree.next() - 1) + " is not readable: " + text);
		if (++this.unreadable == MAX_UNREADABLE) {
			throw new UnusableException("The export has " + MAX_UNREADABLE + " lines that are not readable");
		}
	}

	private Verdict finish(PrintedLines summary) throws IOException, UnusableException {
		if (this.leaves + this.unsealed == 0) {
			throw new UnusableException("The export has no rows");
		}
		long unsigned = this.rows.finish(this.header.from() > 0, this.keys.missing().isEmpty());
		ExportLine.End counted = new ExportLine.End(this.leaves, this.unsealed, this.checkpoints);
		if (this.end == null) {
			this.findings.addTreeFinding("the export has no end line: it is cut off");
		}
		else if (!counted.equals(this.end)) {
			this.findings.addTreeFinding("the export has " + counted + "; its end line says " + this.end);
		}
		if (this.header.size() != this.tree.next()) {
			this.findings
				.addTreeFinding("the export ends at " + this.tree.next() + ", its header says " + this.header.size());
		}
		this.tree.compareRemainingAnchors();
		return this.tree.verdict(this.unsealed + unsigned, summary);
	}

	/** The exit code, which is 1 if there are findings and otherwise 0; the last line. */
	public record Verdict(int exitCode, String line) {
	}

}
