package rootpassword.evidence.anchor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.evidence.tree.Rfc6962;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class AnchorsTests {

	@TempDir
	Path directory;

	@Test
	void appendsEachCheckpointOnce() throws IOException {
		Path file = this.directory.resolve("anchors.jsonl");
		Files.writeString(file, "{\"checkpoint\":\"half");
		Anchors anchors = new Anchors(file);
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(2));
		List<String> lines = Files.readAllLines(file);
		assertThat(lines).hasSize(3);
		assertThat(lines.getFirst()).isEqualTo("{\"checkpoint\":\"half");
		assertThat(lines.subList(1, 3)).extracting(AnchorsTests::note)
			.containsExactly(checkpoint(1).toString(), checkpoint(2).toString());
		assertThat(anchors.failures()).isZero();
	}

	@Test
	void countsAFailureAndGoesOn() throws IOException {
		Path folder = this.directory.resolve("missing");
		Anchors anchors = new Anchors(folder.resolve("anchors.jsonl"));
		anchors.add(checkpoint(1));
		anchors.add(checkpoint(2));
		assertThat(anchors.failures()).isEqualTo(2);
		Files.createDirectory(folder);
		anchors.add(checkpoint(2));
		assertThat(Files.readAllLines(folder.resolve("anchors.jsonl"))).extracting(AnchorsTests::note)
			.containsExactly(checkpoint(2).toString());
		assertThat(anchors.failures()).isEqualTo(2);
	}

	private static SignedNote checkpoint(long size) {
		NoteSigner signer = SealingReplica.SIGNER;
		String text = new Checkpoint(signer.verifierKey().name(), size, Rfc6962.emptyRoot()).text();
		return SignedNote.of(text).with(signer.sign(text));
	}

	private static String note(String line) {
		return JsonMapper.shared().readTree(line).path("checkpoint").stringValue();
	}

}
