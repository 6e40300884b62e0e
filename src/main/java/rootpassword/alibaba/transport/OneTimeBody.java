package rootpassword.alibaba.transport;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;

import rootpassword.reset.Deadline;

/**
 * A request body that is handed out at most once, and never after its deadline. It
 * reports whether it was handed out.
 * <p>
 * The JDK requests the body of an HTTP/1.1 request after the connection and the TLS
 * handshake (see {@link StrictHandshake}), when it sends the headers
 * (Http1Exchange#sendBodyAsync). Until the body is handed out, the provider cannot have a
 * complete request. Both clocks are read at the last moment, when the bytes are handed
 * out, because the process may have been suspended since the call began.
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
	 * Withholds the body from now on.
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
				if (start()) {
					subscriber.onNext(OneTimeBody.this.bytes);
					subscriber.onComplete();
				}
				else {
					// After the deadline, or a retry inside the JDK
					subscriber.onError(new IOException("The body is not handed out (again)"));
				}
			}

			@Override
			public void cancel() {
				this.ended = true;
			}

		});
	}

	private boolean start() {
		if (this.deadline.isOver()) {
			withhold();
		}
		return this.state.compareAndSet(State.NEW, State.STARTED);
	}

}
