package rootpassword.web.tomcat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * Replaces the body of every request by a {@link LimitedBody}, and headers that Spring
 * would answer 500, before all filters.
 */
final class BodyLimitValve extends ValveBase {

	/** RFC 9110, 5.6.1: a recipient ignores the empty elements of a list. */
	private static final Pattern EMPTY_ELEMENTS = Pattern.compile("^[\\s,]+|[\\s,]+$|,(?=\\s*,)");

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
		InputBuffer original = received.getInputBuffer();
		LimitedBody body = new LimitedBody(received, original);
		received.setInputBuffer(body);
		// Overrides the client's charset: an unknown one would be an error
		request.setCharacterEncoding(StandardCharsets.UTF_8);
		replaceUnreadable(received.getMimeHeaders());
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
			received.setInputBuffer(original);
			body.wipe();
		}
	}

	/** An Accept without a type means any type, and a range is not the type of a body. */
	private static void replaceUnreadable(MimeHeaders headers) {
		for (int i = headers.findHeader("Accept", 0); i >= 0; i = headers.findHeader("Accept", i + 1)) {
			String types = EMPTY_ELEMENTS.matcher(headers.getValue(i).toString()).replaceAll("");
			headers.getValue(i).setString(types.isEmpty() ? "*/*" : types);
		}
		MessageBytes type = headers.getValue("Content-Type");
		if (type != null && type.toString().contains("*")) {
			type.setString("application/octet-stream");
		}
	}

}
