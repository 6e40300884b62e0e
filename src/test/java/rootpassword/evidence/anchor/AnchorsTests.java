package rootpassword.evidence.anchor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.evidence.tree.Hash;
import rootpassword.kit.LogWatch;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class AnchorsTests {

	@RegisterExtension
	private final LogWatch log = new LogWatch("rootpassword.evidence");

	@TempDir
	Path directory;

	@Test
	void appendsEachCheckpointOnce() throws IOException {
		Path file = this.directory.resolve("anchors.jsonl");
		Files.writeString(file, "{\"checkpoint\":\"half");
		Anchors anchors = anchors(file);
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(2));
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(3);
		assertThat(lines.getFirst()).isEqualTo("{\"checkpoint\":\"half");
		assertThat(lines.subList(1, 3)).extracting(AnchorsTests::note)
			.containsExactly(checkpoint(1).toString(), checkpoint(2).toString());
		assertThat(anchors.fileHealth().failures()).isZero();
	}

	@Test
	void countsAFailureAndGoesOn() throws IOException {
		Path folder = this.directory.resolve("missing");
		Anchors anchors = anchors(folder.resolve("anchors.jsonl"));
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(2));
		assertThat(anchors.fileHealth().failures()).isEqualTo(2);
		Files.createDirectory(folder);
		anchors.add(checkpoint(2));
		assertThat(Files.readAllLines(folder.resolve("anchors.jsonl"))).extracting(AnchorsTests::note)
			.containsExactly(checkpoint(2).toString());
		assertThat(anchors.fileHealth().failures()).isEqualTo(2);
	}

	@Test
	void replicasOverwriteNoLineOfEachOther() throws IOException {
		Path file = this.directory.resolve("anchors.jsonl");
		List<String> lines = IntStream.range(0, 100)
			.mapToObj((number) -> number + " " + "x".repeat(number * 17))
			.toList();
		CompletableFuture.allOf(Stream.of("a ", "b ", "c ").map((replica) -> CompletableFuture.runAsync(() -> {
			for (String line : lines) {
				try {
					Anchors.append(file, replica + line);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}
		}, (thread) -> Thread.ofPlatform().start(thread))).toArray(CompletableFuture[]::new)).join();
		// A half-written line of another replica looks like that of a crash, so an empty
		// one may follow
		assertThat(Files.readAllLines(file)).filteredOn((line) -> !line.isEmpty())
			.containsExactlyInAnyOrderElementsOf(
					Stream.of("a ", "b ", "c ").flatMap((replica) -> lines.stream().map(replica::concat)).toList());
	}

	@Test
	void replicasAddACheckpointOnce() throws IOException {
		Path file = this.directory.resolve("anchors.jsonl");
		Anchors one = anchors(file);
		Anchors two = anchors(file);
		one.add(checkpoint(2));
		two.add(checkpoint(2));
		two.add(checkpoint(1));
		assertThat(Files.readAllLines(file)).hasSize(1);
	}

	@Test
	void addsACosignatureWhenItArrives() throws IOException {
		Path file = this.directory.resolve("anchors.jsonl");
		SignedNote cosigned = checkpoint(1).with(SealingReplica.newSigner("witness").sign(checkpoint(1).text()));
		Anchors anchors = anchors(file);
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(2));
		anchors.addCosigned(cosigned);
		anchors.add(checkpoint(2));
		assertThat(Files.readAllLines(file)).extracting(AnchorsTests::note)
			.containsExactly(checkpoint(1).toString(), checkpoint(2).toString(), cosigned.toString());
	}

	@Test
	void noticesThatTheLedgerHasLostRows() throws IOException {
		Path file = this.directory.resolve("anchors.jsonl");
		Files
			.writeString(file,
					JsonMapper.shared()
						.writeValueAsString(Map.of("checkpoint", checkpoint("another", 99).toString(), "other", 1))
							+ "\n");
		anchors(file).add(checkpoint(7));
		AtomicLong rows = new AtomicLong();
		Anchors anchors = new Anchors(file, "root-password", (known) -> known.size() <= rows.get());
		anchors.compare();
		assertThat(anchors.fileHealth().isConflicting()).isTrue();
		rows.set(6);
		anchors.add(checkpoint(5));
		anchors.add(checkpoint(6));
		assertThat(anchors.fileHealth().isConflicting()).isTrue();
		assertThat(Files.readAllLines(file)).as("a smaller tree would hide it").hasSize(2);
		assertThat(this.log.lines("has lost rows that the file " + file)).as("one line").hasSize(1);
		Files.delete(file);
		anchors.add(checkpoint(6));
		assertThat(anchors.fileHealth().isConflicting()).isFalse();
		assertThat(Files.readAllLines(file)).hasSize(1);
	}

	private static Anchors anchors(Path file) {
		return new Anchors(file, "root-password", (known) -> true);
	}

	private static SignedNote checkpoint(long size) {
		return checkpoint("root-password", size);
	}

	private static SignedNote checkpoint(String origin, long size) {
		NoteSigner signer = SealingReplica.SIGNER;
		String text = new Checkpoint(origin, size, Hash.EMPTY_ROOT).text();
		return SignedNote.of(text).with(signer.sign(text));
	}

	private static String note(String line) {
		return JsonMapper.shared().readTree(line).path("checkpoint").stringValue();
	}

}
