package rootpassword.web.history;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import rootpassword.reset.history.AttemptHistory.HistoryPage;
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

	/**
	 * The position after an attempt: when it was opened, in microseconds, and its number.
	 * It needs no signature, because it grants no access.
	 */
	private static final Pattern CURSOR = Pattern.compile("([0-9]{1,17})-([0-9]{1,18})");

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
		HistoryPage found = this.history.read(query(new InstanceId(instanceId), request));
		PageResponse page = new PageResponse(found.attempts().stream().map(AttemptResponse::of).toList(),
				(found.next() != null) ? text(found.next()) : null);
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

	private static String text(HistoryCursor cursor) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, cursor.openedAt()) + "-" + cursor.seq();
	}

	private static @Nullable HistoryCursor cursor(String text) {
		Matcher cursor = CURSOR.matcher(text);
		return cursor.matches()
				? new HistoryCursor(Instant.EPOCH.plus(Long.parseLong(cursor.group(1)), ChronoUnit.MICROS),
						Long.parseLong(cursor.group(2)))
				: null;
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

	/** An attempt and its outcome. Unknown or inapplicable fields are left out. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record AttemptResponse(String attemptId, String instanceId, @Nullable String target, String caller,
			@Nullable String onBehalfOf, @Nullable String reason, String openedAt, @Nullable String settledAt,
			String outcome, @Nullable String rejection, @Nullable String providerCode, @Nullable String requestId,
			@Nullable String repeatOf, @Nullable String settledBy, @Nullable Boolean effective) {

		static AttemptResponse of(Attempt attempt) {
			return new AttemptResponse(attempt.id().toString(), attempt.instance().value(), attempt.target(),
					attempt.caller(), attempt.assertedUser(), attempt.reason(), attempt.openedAt().toString(),
					Objects.toString(attempt.settledAt(), null), attempt.outcome(), attempt.rejection(),
					attempt.providerCode(), attempt.requestId(), Objects.toString(attempt.repeatOf(), null),
					attempt.settledBy(), attempt.effective() ? true : null);
		}

	}

	/** The attempts on an instance, and the cursor of the next page if there is one. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record PageResponse(List<AttemptResponse> attempts, @Nullable String next) {

		/**
		 * The page as lines of JSON, UTF-8. The last line has the cursor, or
		 * {@code null}, so that an incomplete answer is seen.
		 */
		byte[] lines(JsonMapper json) {
			StringBuilder lines = new StringBuilder();
			this.attempts.forEach((attempt) -> lines.append(json.writeValueAsString(attempt)).append('\n'));
			lines.append("{\"next\":").append(json.writeValueAsString(this.next)).append("}\n");
			return lines.toString().getBytes(StandardCharsets.UTF_8);
		}

	}

}
