package rootpassword.web.tomcat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.http.parser.Host;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;
import rootpassword.http.SecurityHeaders;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemTexts;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/**
 * Writes a problem if Tomcat rejects a request before Spring sees it. Tomcat's own error
 * page would be HTML that quotes the request.
 */
final class ProblemValve extends ErrorReportValve {

	private static final String TOO_LARGE = StringManager.getManager(Http11InputBuffer.class)
		.getString("iib.requestheadertoolarge.error");

	private static final Logger logger = LoggerFactory.getLogger(ProblemValve.class);

	private final Problems problems;

	ProblemValve(Problems problems) {
		this.problems = problems;
	}

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		HttpStatus status = HttpStatus.resolve(response.getStatus());
		if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		ProblemType type = isTooLarge(throwable) ? ProblemType.HEADERS_TOO_LARGE : ProblemType.of(status);
		// No tracer has seen the request, but the log and the answer need the same id
		MDC.put("traceId", UUID.randomUUID().toString().replace("-", ""));
		try {
			logger.warn("A request of {} was refused before it was read: {}", request.getRemoteAddr(), type.code());
			write(type, request, response);
		}
		catch (IOException | IllegalStateException ex) {
			// The client is gone
			response.setErrorReported();
		}
		finally {
			MDC.remove("traceId");
		}
	}

	private void write(ProblemType type, Request request, Response response) throws IOException {
		ProblemTexts texts = this.problems.texts(request);
		byte[] body = this.problems.json(type, faults(type, request), texts).getBytes(StandardCharsets.UTF_8);
		// The status of the API. Tomcat has more, for example 408
		response.setAppCommitted(false);
		response.setStatus(type.status().value());
		response.setContentType("application/problem+json");
		// The request never reaches the filter that normally sets these headers
		SecurityHeaders.API.forEach(response::setHeader);
		response.setHeader("Content-Language", texts.language());
		response.getOutputStream().write(body);
		response.finishResponse();
	}

	/** Tomcat answers 400 for it, and tells the cause by a message only. */
	private static boolean isTooLarge(@Nullable Throwable thrown) {
		return thrown instanceof IllegalArgumentException && TOO_LARGE.equals(thrown.getMessage());
	}

	private static List<Fault> faults(ProblemType type, Request request) {
		if (type != ProblemType.INVALID_REQUEST) {
			return List.of();
		}
		return List.of(isValidHost(request) ? Fault.inMessage() : Fault.inHeader("Host", "malformed"));
	}

	private static boolean isValidHost(Request request) {
		try {
			String host = request.getHeader("Host");
			return host == null || Host.parse(host) != 0;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
