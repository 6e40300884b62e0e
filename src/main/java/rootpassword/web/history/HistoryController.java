package rootpassword.web.history;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.http.RequestContext;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.AttemptViewer;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/**
 * Shows attempts to their callers and to auditors.
 */
@RestController
final class HistoryController {

	/** {@link UUID#fromString} accepts more than that. */
	private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

	private final AttemptHistory history;

	private final Problems problems;

	HistoryController(AttemptHistory history, Problems problems) {
		this.history = history;
		this.problems = problems;
	}

	@GetMapping(path = "/attempts/{attemptId}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> attempt(@PathVariable String attemptId, HttpServletRequest request) {
		AttemptViewer viewer = RequestContext.of(request).orElseThrow().viewer();
		// A hidden attempt looks like a missing one: callers cannot probe for ids
		return find(attemptId).filter(viewer::maySee)
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

	private Optional<Attempt> find(String attemptId) {
		return attemptId.matches(ID) ? this.history.find(new AttemptId(UUID.fromString(attemptId))) : Optional.empty();
	}

}
