package rootpassword.alibaba;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request body that is handed out once or never, and that knows which.
 * <p>
 * The JDK subscribes to the body of an HTTP/1.1 request only once the connection stands,
 * TLS handshake included, and the headers are on their way (Http1Exchange#sendBodyAsync).
 * So while the body is not handed out, the provider cannot have a complete request. The
 * converse does not hold: a peer that ends the connection in the middle of the handshake
 * makes the JDK ask for the body, too, so that such a call counts as perhaps sent.
 */
final class OneTimeBody implements BodyPublisher {

	private enum State {

		NEW, STARTED, WITHHELD

	}

	private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

	private final BodyPublisher bytes;

	OneTimeBody(byte[] bytes) {
		this.bytes = BodyPublishers.ofByteArray(bytes);
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
		return this.bytes.contentLength();
	}

	@Override
	public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
		if (this.state.compareAndSet(State.NEW, State.STARTED)) {
			this.bytes.subscribe(subscriber);
			return;
		}
		// Too late, or a retry inside the JDK: the caller has been answered, or will be
		// from the first try
		subscriber.onSubscribe(new Subscription() {

			@Override
			public void request(long n) {
				// There is nothing to give
			}

			@Override
			public void cancel() {
				// There is nothing to stop
			}

		});
		subscriber.onError(new IOException("The body is not handed out (again)"));
	}

}
