package rootpassword.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.Deadline;

/**
 * A request body that is written at most once, and never after its deadline. It knows
 * whether the writing has begun: before that, the server cannot have a complete request.
 * <p>
 * Both clocks of the deadline are read immediately before the bytes are written, because
 * the process may have been suspended since the call began.
 */
final class SingleUseBody extends AbstractHttpEntity {

	private enum State {

		NEW, STARTED, WITHHELD

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private final byte[] bytes;

	private final Deadline deadline;

	SingleUseBody(byte[] bytes, Deadline deadline) {
		super((String) null, null);
		this.bytes = bytes;
		this.deadline = deadline;
	}

	/**
	 * Withholds the body from now on.
	 * @return whether its writing has never begun
	 */
	boolean withhold() {
		return this.state.compareAndSet(State.NEW, State.WITHHELD) || this.state.get() == State.WITHHELD;
	}

	/** Marks the body as sent, or fails if it is withheld or its deadline is over. */
	void start() throws IOException {
		if (this.deadline.isOver()) {
			withhold();
		}
		if (!this.state.compareAndSet(State.NEW, State.STARTED)) {
			throw new IOException("the request is not sent");
		}
	}

	/** Overwrites the bytes. */
	void erase() {
		Arrays.fill(this.bytes, (byte) 0);
	}

	@Override
	public void writeTo(OutputStream out) throws IOException {
		start();
		out.write(this.bytes);
	}

	@Override
	public long getContentLength() {
		return this.bytes.length;
	}

	@Override
	public boolean isRepeatable() {
		return false;
	}

	@Override
	public boolean isStreaming() {
		return false;
	}

	@Override
	public @Nullable InputStream getContent() {
		return new ByteArrayInputStream(this.bytes);
	}

	@Override
	public void close() {
		// Holds no resource
	}

}
