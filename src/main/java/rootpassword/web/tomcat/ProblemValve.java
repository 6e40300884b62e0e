package rootpassword.web.tomcat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import rootpassword.http.SecurityHeaders;
import rootpassword.web.problem.ProblemTexts;
import rootpassword.web.problem.ProblemType;
import rootpassword.web.problem.Problems;

/**
 * Writes a problem where Tomcat itself gives up on a request, before any filter or advice
 * has seen it; Tomcat's own page would be HTML that quotes the request.
 */
final class ProblemValve extends ErrorReportValve {

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
		ProblemType type = ProblemType.of(status);
		ProblemTexts told = this.problems.sentences(request);
		byte[] body = this.problems.json(type, told).getBytes(StandardCharsets.UTF_8);
		try {
			// The contract's status, where Tomcat has finer ones, such as 408 for a body
			// that does not come
			response.setAppCommitted(false);
			response.setStatus(type.status().value());
			response.setContentType("application/problem+json");
			// Requests that Tomcat rejects never reach the filters that normally set
			// these
			SecurityHeaders.API.forEach(response::setHeader);
			response.setHeader("Content-Language", told.language());
			response.getOutputStream().write(body);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// Nobody is there any more to read it
			response.setErrorReported();
		}
	}

}
