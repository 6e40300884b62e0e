package rootpassword.evidence.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import rootpassword.evidence.note.VerifierKey;

/**
 * Everything that an auditor gives to the verifier.
 *
 * @param anchors files with checkpoints that were kept elsewhere
 * @param from the index of the first leaf that the export may begin with
 * @param moment the time of the export by the auditor's clock
 * @param clockSkew how far clocks may differ
 */
public record Audit(Path export, List<VerifierKey> keys, List<Path> anchors, List<Path> archives, long from,
		Instant moment, Duration clockSkew) {
}
