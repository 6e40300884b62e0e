package rootpassword.evidence.verify;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import rootpassword.RootPasswordApplication;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.row.CanonicalRow;
import rootpassword.evidence.tree.TreeAccumulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the verifier with {@code -Dtest.verify=10000000/4000}: rows, and rows for each
 * checkpoint. The file of ten million rows has 6 GB.
 */
@EnabledIfSystemProperty(named = "test.verify", matches = "\\d+/\\d+")
class LargeExportTests {

	@Test
	void theVerifierNeedsLittleMemory(@TempDir Path directory) throws Exception {
		String[] sizes = System.getProperty("test.verify").split("/");
		Path file = directory.resolve("export.jsonl");
		String key = write(file, Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]));
		long start = System.nanoTime();
		Process verifier = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-cp", System.getProperty("java.class.path"), RootPasswordApplication.class.getName(),
				"verify", "--export", file.toString(), "--verifier-key", key)
			.inheritIO()
			.start();
		Duration processors = Duration.ZERO;
		while (!verifier.waitFor(1, TimeUnit.SECONDS)) {
			processors = verifier.info().totalCpuDuration().orElse(processors);
		}
		assertThat(verifier.exitValue()).isZero();
		System.out.printf("%d MB verified in %d s, of which the processors worked %d s%n", Files.size(file) / 1_000_000,
				TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), processors.toSeconds());
	}

	/**
	 * Writes an export and returns the key. The verifier reads the newest signature only.
	 */
	private static String write(Path file, int rows, int perCheckpoint) throws IOException {
		NoteSigner signer = SampleLedger.signer(SampleLedger.ORIGIN);
		TreeAccumulator tree = new TreeAccumulator();
		String other = signer.sign("another text\n");
		try (Writer out = new BufferedWriter(Files.newBufferedWriter(file), 1 << 20)) {
			out.write("{\"export\":2,\"origin\":\"%s\",\"from\":0,\"size\":%d}\n".formatted(SampleLedger.ORIGIN, rows));
			for (int i = 0; i < rows; i++) {
				CanonicalRow row = row(i);
				tree.add(row.leafHash());
				out.write("{\"index\":" + i + ",\"hash\":\"" + row.leafHash().base64() + "\",\"row\":" + row.json()
						+ "}\n");
				if ((i + 1) % perCheckpoint == 0 || i + 1 == rows) {
					String text = new Checkpoint(SampleLedger.ORIGIN, i + 1, tree.root()).text();
					out.write(SampleLedger.line(SignedNote.of(text).with((i + 1 == rows) ? signer.sign(text) : other)));
					out.write('\n');
				}
			}
			out.write("{\"end\":true,\"leaves\":%d,\"unsealed\":0,\"checkpoints\":%d,\"exportedAt\":0}\n"
				.formatted(rows, (rows + perCheckpoint - 1) / perCheckpoint));
		}
		return signer.verifierKey().toString();
	}

	/** Attempts that are opened and settled, ten in a second. */
	private static CanonicalRow row(int index) {
		long at = SampleLedger.START - 1_000_000_000_000L + index * 50_000L;
		long attempt = index / 2;
		TreeMap<String, Object> row = new TreeMap<>();
		row.put("seq", index + 1L);
		row.put("at", at);
		row.put("event", (index % 2 == 0) ? "opened" : "settled");
		row.put("attempt_id", "%08x-%04x-7000-8000-%012x".formatted((at / 100_000 * 100) >>> 16,
				(at / 100_000 * 100) & 0xffff, attempt));
		row.put("caller", "portal");
		row.put("identity", "https://login.example.com/realms/operations " + attempt % 1000);
		row.put("asserted_user", "user" + attempt % 1000 + "@example.com");
		row.put("source_address", "192.0.2." + attempt % 256);
		row.put("instance", "dds-bp1" + attempt % 5000);
		row.put("reason", "INC-" + attempt);
		row.put("trace_id", "%032x".formatted(attempt * 0x9e3779b97f4a7c15L));
		if (index % 2 == 1) {
			row.put("outcome", "accepted");
			row.put("provider_request_id", "06CBD06E-ABC9-4121-AB93-3C3820B3E7E6");
			row.put("provider_status", 200L);
		}
		return new CanonicalRow(row);
	}

}
