package rootpassword.web.history;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
import rootpassword.http.RequestContext;
import rootpassword.reset.AttemptId;
import rootpassword.reset.command.InstanceId;
import rootpassword.reset.history.Attempt;
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
record HistoryController(AttemptHistory history, JsonMapper json) {

	/** {@link UUID#fromString} accepts more than that. */
	private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

	/** The last microsecond of the year 9999. */
	private static final long MAX_MICROS = 253_402_300_799_999_999L;

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 200;

	/** RFC 3339; the ISO parser accepts more. */
	private static final Pattern TIME = Pattern.compile(
			"\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})", Pattern.CASE_INSENSITIVE);

	@GetMapping(path = "/attempts/{attemptId}", produces = MediaType.APPLICATION_JSON_VALUE)
	AttemptResponse attempt(@PathVariable String attemptId, HttpServletRequest request) {
		return AttemptResponse.of(visible(this.history, attemptId, request));
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

	/** The attempt. A hidden one looks like a missing one, so ids cannot be probed. */
	static Attempt visible(AttemptHistory history, String attemptId, HttpServletRequest request) {
		Optional<Attempt> attempt = attemptId.matches(ID) ? history.find(new AttemptId(UUID.fromString(attemptId)))
				: Optional.empty();
		return attempt.filter(RequestContext.of(request).orElseThrow()::maySee)
			.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND));
	}

	private static HistoryQuery query(InstanceId instance, HttpServletRequest request) {
		QueryParameters parameters = new QueryParameters(request.getParameterMap(),
				List.of("from", "to", "limit", "cursor"));
		Instant from = parameters.value("from", HistoryController::time);
		Instant to = parameters.value("to", HistoryController::time);
		HistoryCursor after = parameters.value("cursor", HistoryController::cursor);
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

	/**
	 * The two numbers of a cursor as base64url. They need no signature, because they
	 * grant no access.
	 */
	static String text(HistoryCursor cursor) {
		ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES)
			.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, cursor.openedAt()))
			.putLong(cursor.seq());
		return Base64.getUrlEncoder().withoutPadding().encodeToString(numbers.array());
	}

	/** The cursor, or {@code null} if this class did not produce the text. */
	private static @Nullable HistoryCursor cursor(String text) {
		try {
			byte[] numbers = Base64.getUrlDecoder().decode(text);
			if (numbers.length != 2 * Long.BYTES) {
				return null;
			}
			long micros = ByteBuffer.wrap(numbers).getLong();
			HistoryCursor cursor = new HistoryCursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
					ByteBuffer.wrap(numbers).getLong(Long.BYTES));
			// Base64 allows several texts for the same bytes
			return (micros >= 0 && micros <= MAX_MICROS && text(cursor).equals(text)) ? cursor : null;
		}
		catch (IllegalArgumentException ex) {
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
