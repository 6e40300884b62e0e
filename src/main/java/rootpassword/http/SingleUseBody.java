package rootpassword.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import rootpassword.reset.Deadline;

/**
 * A request body that is written at most once, and never after its deadline. It knows
 * whether the writing has begun: before that, the server cannot have a complete request.
 * <p>
 * Both clocks of the deadline are read immediately before the bytes are written, because
 * the process may have been suspended since the call began.
 */
final class SingleUseBody {

	private enum State {

		NEW, STARTED, WITHHELD

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private final byte[] bytes;

	private final Deadline deadline;

	SingleUseBody(byte[] bytes, Deadline deadline) {
		this.bytes = bytes;
		this.deadline = deadline;
	}

	/** The body for HttpCore, which writes it after the head of the request. */
	HttpEntity entity() {
		return new EntityTemplate(this.bytes.length, null, this::writeTo);
	}

	void writeTo(OutputStream out) throws IOException {
		start();
		out.write(this.bytes);
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

	/**
	 * Withholds the body from now on, and erases it unless its writing has begun.
	 * @return whether its writing has never begun
	 */
	boolean withhold() {
		boolean unsent = this.state.compareAndExchange(State.NEW, State.WITHHELD) != State.STARTED;
		if (unsent) {
			erase();
		}
		return unsent;
	}

	void erase() {
		Arrays.fill(this.bytes, (byte) 0);
	}

}
