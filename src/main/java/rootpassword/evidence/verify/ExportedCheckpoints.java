package rootpassword.evidence.verify;

import java.util.Iterator;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.Checkpoint;

/**
 * The valid checkpoints of the last part of an export, in the order of their sizes.
 * Reports all others.
 */
final class ExportedCheckpoints implements Iterator<Checkpoint> {

	private final Iterator<ExportLine> lines;

	private final UnknownKeys unknown;

	private final Findings findings;

	private @Nullable Checkpoint previous;

	private @Nullable Checkpoint next;

	private long count;

	private ExportLine.@Nullable End end;

	ExportedCheckpoints(Iterator<ExportLine> lines, UnknownKeys unknown, Findings findings) {
		this.lines = lines;
		this.unknown = unknown;
		this.findings = findings;
	}

	@Override
	public boolean hasNext() {
		while (this.next == null && this.lines.hasNext()) {
			ExportLine line = this.lines.next();
			if (this.end != null) {
				this.findings.tree("the export goes on after its end line");
			}
			switch (line) {
				case ExportLine.Signed signed -> accept(signed.checkpoint());
				case ExportLine.End last -> this.end = last;
				case ExportLine.Unreadable unreadable ->
					this.findings.tree("a line among the checkpoints is not readable: " + unreadable.begin());
				default -> this.findings.tree("a line among the checkpoints is none: " + Lines.name(line));
			}
		}
		return this.next != null;
	}

	private void accept(CheckedCheckpoint checked) {
		this.count++;
		Checkpoint checkpoint = checked.valid();
		if (checkpoint == null) {
			this.unknown.report("checkpoint", checked, this.findings);
		}
		else if (this.previous == null || this.previous.size() < checkpoint.size()) {
			this.next = checkpoint;
		}
		else if (this.previous.size() > checkpoint.size()) {
			this.findings.tree(
					"the checkpoint of size " + checkpoint.size() + " comes after one of size " + this.previous.size());
		}
		else if (!this.previous.equals(checkpoint)) {
			this.findings.tree("two signed checkpoints of size " + checkpoint.size() + " have different roots");
		}
	}

	@Override
	public Checkpoint next() {
		if (!hasNext() || this.next == null) {
			throw new NoSuchElementException();
		}
		Checkpoint returned = this.next;
		this.previous = returned;
		this.next = null;
		return returned;
	}

	/** The number of checkpoints, valid or not. */
	long count() {
		return this.count;
	}

}
