package rootpassword.web.history;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/**
 * Shows attempts to their callers and to auditors.
 */
@RestController
final class HistoryController {

	private final AttemptHistory history;

	private final VisibleAttempts visible;

	private final Problems problems;

	HistoryController(AttemptHistory history, VisibleAttempts visible, Problems problems) {
		this.history = history;
		this.visible = visible;
		this.problems = problems;
	}

	@GetMapping(path = "/attempts/{attemptId}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> attempt(@PathVariable String attemptId, HttpServletRequest request) {
		return this.visible.find(attemptId, request)
			.map((attempt) -> ResponseEntity.<Object>ok(AttemptResponse.of(attempt)))
			.orElseGet(() -> this.problems.answer(ProblemType.NOT_FOUND, HttpHeaders.EMPTY, List.of(), request));
	}

	@GetMapping(path = "/instances/{instanceId}/root-password/attempts", produces = MediaType.APPLICATION_JSON_VALUE)
	HistoryResponse attempts(
			@PathVariable @Pattern(regexp = InstanceId.PATTERN, message = "malformed") String instanceId,
			HttpServletRequest request) {
		HistoryQuery query = HistoryParameters.read(new InstanceId(instanceId), request.getParameterMap());
		return HistoryResponse.of(this.history.read(query));
	}

}
