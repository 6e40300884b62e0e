package rootpassword.evidence.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import rootpassword.evidence.note.SignedNote;

/**
 * The files and options of one audit, which begin as those of an honest ledger with an
 * anchor over all of it.
 */
final class AuditFiles {

	SampleLedger ledger = SampleLedger.honest();

	final List<String> keys = new ArrayList<>(List.of(this.ledger.signer.verifierKey().toString()));

	final List<String> anchors = new ArrayList<>();

	final List<List<String>> archives = new ArrayList<>();

	UnaryOperator<String> export = (text) -> text;

	long from;

	Instant exportedAt = Instant.EPOCH.plus(SampleLedger.EXPORTED_AT, ChronoUnit.MICROS);

	private final Path directory;

	AuditFiles(Path directory) {
		this.directory = directory;
		anchor(this.ledger.checkpoints.getLast());
	}

	/** The newest checkpoint of now is the only anchor. */
	void anchor(SignedNote... notes) {
		this.anchors.clear();
		this.anchors.add(String.join("\n", Arrays.stream(notes).map(SampleLedger::line).toList()) + "\n");
	}

	/** Changes the lines of the export. */
	void lines(UnaryOperator<List<String>> change) {
		UnaryOperator<String> before = this.export;
		this.export = (text) -> String.join("\n", change.apply(new ArrayList<>(before.apply(text).lines().toList())))
				+ "\n";
	}

	/** Replaces a text in the export. */
	void replace(String old, String text) {
		UnaryOperator<String> before = this.export;
		this.export = (lines) -> before.apply(lines).replace(old, text);
	}

	/** Writes the files, and returns the arguments of the command. */
	List<String> arguments() {
		List<String> arguments = new ArrayList<>(List.of("verify", "--export",
				write("export", this.export.apply(String.join("\n", this.ledger.lines()) + "\n")).toString(),
				"--from-index", Long.toString(this.from), "--exported-at", this.exportedAt.toString()));
		this.keys.forEach((key) -> arguments.addAll(List.of("--verifier-key", key)));
		files("anchor", this.anchors).forEach((file) -> arguments.addAll(List.of("--anchor", file)));
		files("archive", this.archives.stream().map((lines) -> String.join("\n", lines) + "\n").toList())
			.forEach((file) -> arguments.addAll(List.of("--archive", file)));
		return arguments;
	}

	private Stream<String> files(String name, List<String> texts) {
		return Stream.iterate(0, (i) -> i < texts.size(), (i) -> i + 1)
			.map((i) -> write(name + i, texts.get(i)).toString());
	}

	private Path write(String name, String text) {
		try {
			return Files.writeString(this.directory.resolve(name), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
