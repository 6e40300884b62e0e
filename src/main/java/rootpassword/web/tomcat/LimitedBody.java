package rootpassword.web.tomcat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;
import rootpassword.web.problem.Fault;
import rootpassword.web.problem.ProblemException;
import rootpassword.web.problem.ProblemType;

/**
 * A request body with a limit in bytes and in time. A read beyond a limit throws a
 * {@link ProblemException}. Read bytes are overwritten in Tomcat's buffer, because Tomcat
 * reuses it for other requests.
 */
final class LimitedBody implements InputBuffer, ApplicationBufferHandler {

	private static final int MAX_BYTES = 8 * 1024;

	/** In bytes; a longer unread body is not drained, and the connection is closed. */
	private static final int MAX_DRAINED = 64 * 1024;

	/**
	 * The time for a whole body, from the first read. The last read can take Tomcat's
	 * connection timeout longer.
	 */
	private static final Duration MAX_TIME = Duration.ofSeconds(5);

	private final Request request;

	private final InputBuffer received;

	private @Nullable Deadline deadline;

	private int length;

	/** A view of Tomcat's buffer: the last bytes that were read. */
	private ByteBuffer lastRead = EMPTY_BUFFER;

	LimitedBody(Request request, InputBuffer received) {
		this.request = request;
		this.received = received;
	}

	@Override
	public int doRead(ApplicationBufferHandler reader) throws IOException {
		if (this.request.getContentLengthLong() > MAX_BYTES) {
			throw new ProblemException(ProblemType.TOO_LARGE);
		}
		int count = readInTime(reader);
		this.length += Math.max(0, count);
		if (this.length > MAX_BYTES) {
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
		if (this.deadline == null) {
			this.deadline = Deadline.in(MAX_TIME);
		}
		if (this.deadline.isOver()) {
			throw tooSlow();
		}
		try {
			int count = this.received.doRead(reader);
			this.lastRead = (count > 0) ? reader.getByteBuffer().duplicate() : EMPTY_BUFFER;
			return count;
		}
		catch (SocketTimeoutException ex) {
			throw tooSlow();
		}
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

	private static ProblemException tooSlow() {
		return new ProblemException(ProblemType.INVALID_REQUEST, Fault.inBody("#", "too-slow"));
	}

}
