package rootpassword.evidence.verify;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.VerifierKey;

/**
 * Verifies an export in one pass. The memory does not grow with its rows, except for one
 * bit per row and the attempts that are open or unconfirmed.
 */
public final class Verification {

	private final Path export;

	private final List<VerifierKey> keys;

	private final List<Path> anchors;

	private final List<Path> archives;

	public Verification(Path export, List<VerifierKey> keys, List<Path> anchors, List<Path> archives) {
		this.export = export;
		this.keys = List.copyOf(keys);
		this.anchors = List.copyOf(anchors);
		this.archives = List.copyOf(archives);
	}

	/**
	 * Prints the findings.
	 * @param out for findings
	 * @param summary for the counts of lines
	 * @throws UnusableException if the input allows no verdict
	 */
	public Verdict run(PrintStream out, PrintStream summary) throws IOException, UnusableException {
		ExecutorService executor = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
		List<ExportFile> files = new ArrayList<>();
		try {
			return new Pass(executor, files, new Findings(out)).run(summary);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
		finally {
			executor.shutdownNow();
			for (ExportFile file : files) {
				file.close();
			}
		}
	}

	/**
	 * The work on one export.
	 */
	private final class Pass {

		private final ExecutorService executor;

		private final List<ExportFile> files;

		private final Findings findings;

		private final UnknownKeys unknown = new UnknownKeys();

		Pass(ExecutorService executor, List<ExportFile> files, Findings findings) {
			this.executor = executor;
			this.files = files;
			this.findings = findings;
		}

		Verdict run(PrintStream summary) throws IOException, UnusableException {
			ExportFile file = open(Verification.this.export);
			ExportLine.Header header = header(file, Verification.this.export);
			CheckpointCheck check = new CheckpointCheck(header.origin(), Verification.this.keys);
			if (!check.hasLogKey()) {
				throw new UnusableException("No given key belongs to the log " + header.origin());
			}
			ExportLines parser = new ExportLines(check);
			Archives archives = new Archives();
			for (Path path : Verification.this.archives) {
				ExportFile archive = open(path);
				if (!header(archive, path).origin().equals(header.origin())) {
					throw new UnusableException("The archive " + path + " belongs to another log");
				}
				archives.add(lines(archive, 0, archive.checkpoints(), parser));
			}
			List<Checkpoint> pins = AnchorFiles.read(Verification.this.anchors, check, this.unknown, this.findings);
			long middle = file.checkpoints();
			ExportedCheckpoints exported = new ExportedCheckpoints(lines(file, middle, file.length(), parser),
					this.unknown, this.findings);
			CheckpointComparison checkpoints = new CheckpointComparison("checkpoint", exported, this.findings);
			CheckpointComparison anchored = new CheckpointComparison("anchor", pins.iterator(), this.findings);
			ExportLine.@Nullable End end = end(file, parser);
			RowChecks rows = new RowChecks(this.findings, new AttemptRules(this.findings, header.from() > 0),
					(end != null) ? end.exportedAt() : 0);
			ExportPass pass = new ExportPass(header, List.of(checkpoints, anchored), rows, archives, this.findings);
			pass.read(lines(file, file.nextLine(0), middle, parser));
			pass.finish(end, exported);
			return verdict(pass.size(), checkpoints, anchored, summary);
		}

		private Verdict verdict(long size, CheckpointComparison checkpoints, CheckpointComparison anchored,
				PrintStream summary) throws UnusableException {
			summary.println("Read " + size + " leaves and " + checkpoints.count() + " valid checkpoints; anchors pin "
					+ Math.max(0, anchored.agreed()) + " leaves");
			if (checkpoints.count() + anchored.count() == 0 && this.findings.count() == 0) {
				throw new UnusableException((this.unknown.count() > 0)
						? "No checkpoint is signed with a given key: is it the key of this log?"
						: "There is no signed checkpoint");
			}
			if (this.unknown.count() > 0) {
				this.findings.tree(this.unknown.count() + " checkpoints or anchors are not signed with a given key");
			}
			this.findings.finish();
			if (this.findings.count() > 0) {
				return Verdict.TAMPERED;
			}
			return (anchored.agreed() > 0) ? Verdict.INTACT : Verdict.NOT_PINNED;
		}

		private ExportFile open(Path path) throws IOException {
			ExportFile file = new ExportFile(path);
			this.files.add(file);
			return file;
		}

		private ExportLine.Header header(ExportFile file, Path path) throws IOException, UnusableException {
			byte[] first = file.line(0).getBytes(StandardCharsets.UTF_8);
			ExportLine line = new ExportLines(new CheckpointCheck("", List.of())).parse(first, 0, first.length);
			if (line instanceof ExportLine.Header header) {
				return header;
			}
			throw new UnusableException("The file " + path + " is no export of the trail");
		}

		private ExportLine.@Nullable End end(ExportFile file, ExportLines parser) throws IOException {
			byte[] last = file.line(file.lastLine()).getBytes(StandardCharsets.UTF_8);
			return (parser.parse(last, 0, last.length) instanceof ExportLine.End end) ? end : null;
		}

		private ParallelLines<ExportLine> lines(ExportFile file, long start, long end, ExportLines parser) {
			return new ParallelLines<>(file, start, end, parser::parse, this.executor);
		}

	}

}
