package rootpassword.web.problem;

import java.util.List;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import rootpassword.http.SecurityHeaders;

/**
 * Writes a problem if Tomcat aborts a request that has reached Spring, for example
 * because its body is incomplete.
 */
@RestController
final class ProblemErrorController implements ErrorController {

	private final Problems problems;

	ProblemErrorController(Problems problems) {
		this.problems = problems;
	}

	@RequestMapping("/error")
	ResponseEntity<Object> error(HttpServletRequest request, HttpServletResponse response) {
		// The filter that normally sets these headers does not run again
		SecurityHeaders.API.forEach(response::setHeader);
		// Without a status, a client requests the path itself
		ProblemType type = (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)
				? ProblemType.of(HttpStatusCode.valueOf(status)) : ProblemType.NOT_FOUND;
		return this.problems.answer(type, HttpHeaders.EMPTY, List.of(), request);
	}

}
