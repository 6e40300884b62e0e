package rootpassword.web.history;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows attempts to their callers and to auditors.
 */
@RestController
final class HistoryController {

	private final AttemptHistory history;

	private final VisibleAttempts visible;

	private final Problems problems;

	private final JsonMapper json;

	HistoryController(AttemptHistory history, VisibleAttempts visible, Problems problems, JsonMapper json) {
		this.history = history;
		this.visible = visible;
		this.problems = problems;
		this.json = json;
	}

	@GetMapping(path = "/attempts/{attemptId}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> attempt(@PathVariable String attemptId, HttpServletRequest request) {
		return this.visible.find(attemptId, request)
			.map((attempt) -> ResponseEntity.<Object>ok(AttemptResponse.of(attempt)))
			.orElseGet(() -> this.problems.answer(ProblemType.NOT_FOUND, HttpHeaders.EMPTY, List.of(), request));
	}

	@GetMapping(path = "/instances/{instanceId}/root-password/attempts",
			produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE })
	ResponseEntity<Object> attempts(
			@PathVariable @Pattern(regexp = InstanceId.PATTERN, message = "malformed") String instanceId,
			HttpServletRequest request) {
		HistoryQuery query = HistoryParameters.read(new InstanceId(instanceId), request.getParameterMap());
		HistoryResponse page = HistoryResponse.of(this.history.read(query));
		return prefersLines(request)
				? ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body(page.lines(this.json))
				: ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(page);
	}

	private static boolean prefersLines(HttpServletRequest request) {
		List<MediaType> accepted = MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
		MimeTypeUtils.sortBySpecificity(accepted);
		return accepted.stream()
			.filter((type) -> type.includes(MediaType.APPLICATION_JSON) || type.includes(MediaType.APPLICATION_NDJSON))
			.findFirst()
			.filter((type) -> !type.includes(MediaType.APPLICATION_JSON))
			.isPresent();
	}

}
