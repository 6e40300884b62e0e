package rootpassword.web.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.AttemptHistory;
import rootpassword.reset.history.AttemptHistory.HistoryCursor;
import rootpassword.reset.history.AttemptHistory.HistoryQuery;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.QueryParameters;
import tools.jackson.databind.json.JsonMapper;

/** Shows attempts to their callers and to auditors. */
@RestController
final class HistoryController {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 200;

	/** RFC 3339; the ISO parser accepts more. */
	private static final Pattern TIME = Pattern.compile(
			"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})", Pattern.CASE_INSENSITIVE);

	private final AttemptHistory history;

	private final VisibleAttempts visible;

	private final JsonMapper json;

	HistoryController(AttemptHistory history, VisibleAttempts visible, JsonMapper json) {
		this.history = history;
		this.visible = visible;
		this.json = json;
	}

	@GetMapping(path = "/attempts/{attemptId}", produces = MediaType.APPLICATION_JSON_VALUE)
	AttemptResponse attempt(@PathVariable String attemptId, HttpServletRequest request) {
		return this.visible.find(attemptId, request)
			.map(AttemptResponse::of)
			.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND));
	}

	@GetMapping(path = "/instances/{instanceId}/root-password/attempts",
			produces = { MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE })
	ResponseEntity<Object> attempts(@PathVariable String instanceId, HttpServletRequest request) {
		if (!InstanceId.isValid(instanceId)) {
			throw new ProblemException(ProblemType.INVALID_REQUEST, Fault.inParameter("instanceId", "malformed"));
		}
		AttemptResponse.Page page = AttemptResponse.Page
			.of(this.history.read(query(new InstanceId(instanceId), request)));
		return prefersLines(request)
				? ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body(page.lines(this.json))
				: ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(page);
	}

	private static HistoryQuery query(InstanceId instance, HttpServletRequest request) {
		QueryParameters parameters = new QueryParameters(request.getParameterMap(),
				List.of("from", "to", "limit", "cursor"));
		Instant from = parameters.value("from", HistoryController::time);
		Instant to = parameters.value("to", HistoryController::time);
		HistoryCursor after = parameters.value("cursor", CursorCodec::parse);
		int limit = parameters.limit(MAX_LIMIT, DEFAULT_LIMIT);
		parameters.check();
		return new HistoryQuery(instance, from, to, after, limit);
	}

	private static @Nullable Instant time(String text) {
		try {
			return TIME.matcher(text).matches() ? OffsetDateTime.parse(text).toInstant() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
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
