package rootpassword.web.history;

import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.evidence.SealedTrail;
import rootpassword.reset.evidence.SealedTrail.ProvenRow;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;

/** Shows the evidence about the audit trail. */
@RestController
record EvidenceController(SealedTrail evidence, AttemptHistory attempts) {

	private static final String TEXT = "text/plain;charset=utf-8";

	/** In seconds: a row is usually sealed within that time. */
	private static final String SEALED_AFTER = "5";

	@GetMapping(path = "/evidence/checkpoint", produces = TEXT)
	ResponseEntity<byte[]> checkpoint() {
		return text(this.evidence.checkpoint().orElseThrow(EvidenceController::notYet));
	}

	@GetMapping(path = "/evidence/verifier-key", produces = TEXT)
	ResponseEntity<byte[]> verifierKey() {
		return text(String.join("\n", this.evidence.verifierKeys()) + "\n");
	}

	@GetMapping(path = "/attempts/{attemptId}/proof", produces = MediaType.APPLICATION_JSON_VALUE)
	Proof proof(@PathVariable String attemptId, HttpServletRequest request) {
		Attempt attempt = HistoryController.visible(this.attempts, attemptId, request);
		List<ProvenRow> rows = this.evidence.proof(attempt.id());
		if (rows.isEmpty()) {
			throw notYet();
		}
		return new Proof(attempt.id().toString(), rows);
	}

	private static ProblemException notYet() {
		return new ProblemException(ProblemType.NOT_FOUND).with(HttpHeaders.RETRY_AFTER, SEALED_AFTER);
	}

	private static ResponseEntity<byte[]> text(String text) {
		return ResponseEntity.ok()
			.contentType(MediaType.parseMediaType(TEXT))
			.body(text.getBytes(StandardCharsets.UTF_8));
	}

	/** The sealed rows of an attempt with their proofs. */
	record Proof(String attemptId, List<ProvenRow> rows) {
	}

}
