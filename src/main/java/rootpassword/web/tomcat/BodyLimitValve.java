package rootpassword.web.tomcat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;

/**
 * Limits the body of every request in bytes and in time, before all filters. Replaces
 * headers that Spring would answer 500.
 */
final class BodyLimitValve extends ValveBase {

	private static final int MAX_BYTES = 8 * 1024;

	/** In bytes; a longer unread body is not drained, and the connection is closed. */
	private static final int MAX_DRAINED = 64 * 1024;

	/**
	 * The time for a whole body, from the first read. The last read can take Tomcat's
	 * connection timeout longer.
	 */
	private static final Duration MAX_TIME = Duration.ofSeconds(5);

	/**
	 * RFC 9110, 5.6.1: a recipient ignores the empty elements of a list. Each run of
	 * separators is read once, so the time is linear.
	 */
	private static final Pattern EMPTY_ELEMENTS = Pattern.compile("^[\\s,]++|(?<![\\s,])[\\s,]++$|,(?=\\s*+,)");

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
			String types = withoutEmptyElements(headers.getValue(i).toString());
			headers.getValue(i).setString(types.isEmpty() ? "*/*" : types);
		}
		MessageBytes type = headers.getValue("Content-Type");
		if (type != null && type.toString().contains("*")) {
			type.setString("application/octet-stream");
		}
	}

	static String withoutEmptyElements(String list) {
		return EMPTY_ELEMENTS.matcher(list).replaceAll("");
	}

	/**
	 * A body whose read throws a {@link ProblemException} beyond a limit. Read bytes are
	 * overwritten in Tomcat's buffer, because Tomcat reuses it for other requests.
	 */
	private static final class LimitedBody implements InputBuffer, ApplicationBufferHandler {

		private final org.apache.coyote.Request request;

		private final InputBuffer received;

		private @Nullable Deadline deadline;

		private int length;

		/** A view of Tomcat's buffer: the last bytes that were read. */
		private ByteBuffer lastRead = EMPTY_BUFFER;

		LimitedBody(org.apache.coyote.Request request, InputBuffer received) {
			this.request = request;
			this.received = received;
		}

		@Override
		public int doRead(ApplicationBufferHandler reader) throws IOException {
			boolean announced = this.request.getContentLengthLong() > MAX_BYTES;
			int count = announced ? 0 : readInTime(reader);
			this.length += Math.max(0, count);
			if (announced || this.length > MAX_BYTES) {
				throw new ProblemException(ProblemType.TOO_LARGE);
			}
			return count;
		}

		@Override
		public int available() {
			return this.received.available();
		}

		/**
		 * Reads the unread rest of the body, so that the client can read the response.
		 * @return whether the connection can be used again
		 */
		boolean drain() {
			try {
				int count = 0;
				for (int total = 0; count >= 0 && total <= MAX_DRAINED && !this.request.isFinished(); total += count) {
					count = readInTime(this);
				}
				return this.request.isFinished();
			}
			catch (IOException | ProblemException ex) {
				return false;
			}
		}

		void wipe() {
			while (this.lastRead.hasRemaining()) {
				this.lastRead.put((byte) 0);
			}
		}

		private int readInTime(ApplicationBufferHandler reader) throws IOException {
			// The reader has processed the bytes of its last read
			wipe();
			this.deadline = (this.deadline != null) ? this.deadline : Deadline.in(MAX_TIME);
			try {
				if (!this.deadline.isOver()) {
					int count = this.received.doRead(reader);
					this.lastRead = (count > 0) ? reader.getByteBuffer().duplicate() : EMPTY_BUFFER;
					return count;
				}
			}
			catch (SocketTimeoutException ex) {
				// Answered below
			}
			throw new ProblemException(ProblemType.INVALID_REQUEST, Fault.inBody("#", "too-slow"));
		}

		/** Takes the bytes that are drained. */
		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			this.lastRead = buffer;
		}

		@Override
		public ByteBuffer getByteBuffer() {
			return this.lastRead;
		}

		@Override
		public void expand(int size) {
			// Tomcat provides the buffer
		}

	}

}
