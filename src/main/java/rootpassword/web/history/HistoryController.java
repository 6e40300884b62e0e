package rootpassword.web.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.http.RequestContext;
import rootpassword.reset.AttemptId;
import rootpassword.reset.InstanceId;
import rootpassword.reset.history.Attempt;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.AttemptViewer;
import rootpassword.reset.history.HistoryQuery;
import rootpassword.web.ValidInstanceId;
import rootpassword.web.problem.InvalidRequestException;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/**
 * Tells those who may know what became of attempts.
 */
@RestController
final class HistoryController {

	/** {@link UUID#fromString} takes more than that. */
	private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

	private final AttemptHistory history;

	private final Problems problems;

	HistoryController(AttemptHistory history, Problems problems) {
		this.history = history;
		this.problems = problems;
	}

	@GetMapping(path = "/attempts/{attemptId}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> attempt(@PathVariable String attemptId, HttpServletRequest request) {
		AttemptViewer viewer = RequestContext.of(request).orElseThrow().viewer();
		// The same answer for a hidden attempt and for none: nobody learns which ids
		// exist
		return find(attemptId).filter(viewer::maySee)
			.map((attempt) -> ok(AttemptResponse.of(attempt)))
			.orElseGet(() -> this.problems.answer(ProblemType.NOT_FOUND, HttpHeaders.EMPTY, List.of(), request));
	}

	@GetMapping(path = "/instances/{instanceId}/root-password/attempts", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<Object> attempts(@PathVariable @ValidInstanceId String instanceId, HttpServletRequest request) {
		HistoryQuery query = HistoryParameters.read(new InstanceId(instanceId), parameters(request));
		return ok(HistoryResponse.of(this.history.read(query)));
	}

	/** Tomcat parses them here, and not before. */
	private static Map<String, String[]> parameters(HttpServletRequest request) {
		try {
			return request.getParameterMap();
		}
		catch (IllegalStateException ex) {
			throw new InvalidRequestException(ProblemType.INVALID_REQUEST, List.of());
		}
	}

	private Optional<Attempt> find(String attemptId) {
		return ID.matcher(attemptId).matches() ? this.history.find(new AttemptId(UUID.fromString(attemptId)))
				: Optional.empty();
	}

	private static ResponseEntity<Object> ok(Object body) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
	}

}
