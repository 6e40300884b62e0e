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
import rootpassword.reset.evidence.EvidenceLog;
import rootpassword.reset.evidence.EvidenceLog.ProvenRow;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/** Shows the evidence about the audit trail. */
@RestController
record EvidenceController(EvidenceLog evidence, AttemptHistory attempts, Problems problems) {

	private static final String TEXT = "text/plain;charset=utf-8";

	/** In seconds: a row is usually sealed within that time. */
	private static final String SEALED_AFTER = "5";

	@GetMapping(path = "/evidence/checkpoint", produces = TEXT)
	ResponseEntity<Object> checkpoint(HttpServletRequest request) {
		return this.evidence.checkpoint().map(EvidenceController::text).orElseGet(() -> notYet(request));
	}

	@GetMapping(path = "/evidence/verifier-key", produces = TEXT)
	ResponseEntity<Object> verifierKey() {
		return text(String.join("\n", this.evidence.verifierKeys()) + "\n");
	}

	@GetMapping(path = "/attempts/{attemptId}/proof", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> proof(@PathVariable String attemptId, HttpServletRequest request) {
		return HistoryController.visible(this.attempts, attemptId, request)
			.map((attempt) -> proof(attempt, request))
			.orElseGet(() -> this.problems.answer(ProblemType.NOT_FOUND, HttpHeaders.EMPTY, List.of(), request));
	}

	private ResponseEntity<Object> proof(Attempt attempt, HttpServletRequest request) {
		List<ProvenRow> rows = this.evidence.proof(attempt.id());
		return rows.isEmpty() ? notYet(request) : ResponseEntity.ok(new Proof(attempt.id().toString(), rows));
	}

	private ResponseEntity<Object> notYet(HttpServletRequest request) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, SEALED_AFTER);
		return this.problems.answer(ProblemType.NOT_FOUND, headers, List.of(), request);
	}

	private static ResponseEntity<Object> text(String text) {
		return ResponseEntity.ok()
			.contentType(MediaType.parseMediaType(TEXT))
			.body(text.getBytes(StandardCharsets.UTF_8));
	}

	/** The sealed rows of an attempt with their proofs. */
	private record Proof(String attemptId, List<ProvenRow> rows) {
	}

}
