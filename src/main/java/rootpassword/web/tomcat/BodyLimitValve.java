package rootpassword.web.tomcat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;

/**
 * Replaces the body of every request by a {@link LimitedBody}, before all filters.
 */
final class BodyLimitValve extends ValveBase {

	BodyLimitValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		org.apache.coyote.Request received = request.getCoyoteRequest();
		if (response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
			// Tomcat could not parse the headers, so nobody knows where a body begins
			received.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
			getNext().invoke(request, response);
			return;
		}
		InputBuffer unlimited = received.getInputBuffer();
		LimitedBody body = new LimitedBody(received, unlimited);
		received.setInputBuffer(body);
		// Overrides the client's charset: an unknown one would be an error
		request.setCharacterEncoding(StandardCharsets.UTF_8);
		try {
			getNext().invoke(request, response);
			if (!request.isAsync() && !received.isFinished()) {
				// Tomcat would read the rest of the body without a time limit
				response.finishResponse();
				if (received.hasExpectation() || !body.drain()) {
					received.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
				}
			}
		}
		finally {
			received.setInputBuffer(unlimited);
			body.wipe();
		}
	}

}
