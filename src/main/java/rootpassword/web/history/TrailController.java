package rootpassword.web.history;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.reset.LedgerUnavailableException;
import rootpassword.reset.evidence.SealedRow;
import rootpassword.reset.evidence.SealedTrail;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.QueryParameters;

/** Shows the rows of the audit trail in the order in which they were sealed. */
@RestController
record TrailController(SealedTrail trail) {

	private static final Logger logger = LoggerFactory.getLogger(TrailController.class);

	/** The number of rows that the caller has read, and the hash of the last one. */
	private static final Pattern CURSOR = Pattern.compile("(0|[1-9][0-9]{0,15})(?:\\.([A-Za-z0-9_-]{16}))?");

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 1000;

	/** Rows in memory at a time. */
	private static final int BLOCK = 250;

	@GetMapping(path = "/trail", produces = MediaType.APPLICATION_NDJSON_VALUE)
	void trail(HttpServletRequest request, HttpServletResponse response) throws IOException {
		QueryParameters parameters = new QueryParameters(request.getParameterMap(), List.of("after", "limit"));
		String after = parameters.value("after", (text) -> CURSOR.matcher(text).matches() ? text : null);
		int limit = parameters.limit(MAX_LIMIT, DEFAULT_LIMIT);
		parameters.check();
		write((after != null) ? after : "0", limit, response);
	}

	private void write(String after, int limit, HttpServletResponse response) throws IOException {
		long from = Long.parseLong(after.split("\\.", 2)[0]);
		// A ledger that is unavailable now is still answered 503
		List<SealedRow> rows = (from == 0) ? block(0, limit) : continued(after, from, limit);
		response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
		OutputStream output = response.getOutputStream();
		String next = after;
		while (!rows.isEmpty()) {
			for (SealedRow row : rows) {
				line(row.line(), output);
			}
			next = cursor(rows.getLast());
			long index = rows.getLast().index() + 1;
			try {
				rows = block(index, limit - (int) (index - from));
			}
			catch (LedgerUnavailableException ex) {
				// Without its last line the answer is incomplete
				logger.warn("An answer with the trail ends early: the ledger is unavailable");
				return;
			}
		}
		line("{\"next\":\"" + next + "\"}", output);
	}

	/** The rows after the cursor, if the row before it is still the same. */
	private List<SealedRow> continued(String after, long from, int limit) {
		List<SealedRow> rows = block(from - 1, limit + 1);
		if (rows.isEmpty() || !cursor(rows.getFirst()).startsWith(after.contains(".") ? after : after + ".")) {
			throw new ProblemException(ProblemType.INVALID_REQUEST, Fault.inParameter("after", "no-such-row"));
		}
		return rows.subList(1, rows.size());
	}

	/** The position after a row, which another row at its index does not have. */
	private static String cursor(SealedRow row) {
		return (row.index() + 1) + "." + row.shortHash();
	}

	private List<SealedRow> block(long from, int limit) {
		return (limit > 0) ? this.trail.read(from, Math.min(limit, BLOCK)) : List.of();
	}

	private static void line(String line, OutputStream output) throws IOException {
		output.write(line.getBytes(StandardCharsets.UTF_8));
		output.write('\n');
	}

}
