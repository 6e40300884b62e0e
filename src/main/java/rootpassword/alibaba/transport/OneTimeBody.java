package rootpassword.alibaba.transport;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;

import rootpassword.reset.Deadline;

/**
 * A request body that is handed out once or never, never after its deadline, and that
 * knows which.
 * <p>
 * The JDK asks for the body of an HTTP/1.1 request only once the connection stands, TLS
 * handshake included (see {@link StrictHandshake}), and the headers are on their way
 * (Http1Exchange#sendBodyAsync). While the body is not handed out, the provider cannot
 * have a complete request. The clocks are read at the last moment, when the bytes are
 * handed over: this process may have been frozen since the call began.
 */
final class OneTimeBody implements BodyPublisher {

	private enum State {

		NEW, STARTED, WITHHELD

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private final ByteBuffer bytes;

	private final Deadline deadline;

	OneTimeBody(byte[] bytes, Deadline deadline) {
		this.bytes = ByteBuffer.wrap(bytes);
		this.deadline = deadline;
	}

	/**
	 * Makes sure that the body, unless it has been handed out already, never will be.
	 * @return whether it was never handed out
	 */
	boolean withhold() {
		return this.state.compareAndSet(State.NEW, State.WITHHELD) || this.state.get() == State.WITHHELD;
	}

	@Override
	public long contentLength() {
		return this.bytes.limit();
	}

	@Override
	public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
		subscriber.onSubscribe(new Subscription() {

			private boolean ended;

			@Override
			public void request(long count) {
				if (this.ended) {
					return;
				}
				this.ended = true;
				if (mayLeave()) {
					subscriber.onNext(OneTimeBody.this.bytes);
					subscriber.onComplete();
				}
				else {
					// Too late, or a retry inside the JDK
					subscriber.onError(new IOException("The body is not handed out (again)"));
				}
			}

			@Override
			public void cancel() {
				this.ended = true;
			}

		});
	}

	private boolean mayLeave() {
		if (this.deadline.isOver()) {
			withhold();
		}
		return this.state.compareAndSet(State.NEW, State.STARTED);
	}

}
