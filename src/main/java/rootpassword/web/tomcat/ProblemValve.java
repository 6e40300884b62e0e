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
 * Writes a problem if Tomcat rejects a request before Spring sees it. Tomcat's own error
 * page would be HTML that quotes the request.
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
		ProblemTexts texts = this.problems.texts(request);
		byte[] body = this.problems.json(type, texts).getBytes(StandardCharsets.UTF_8);
		try {
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
		catch (IOException | IllegalStateException ex) {
			// The client is gone
			response.setErrorReported();
		}
	}

}
