package rootpassword.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

/**
 * Reads a response body up to a maximum size. A longer one fails with a
 * {@link TooLongException}, and its connection is closed.
 */
public final class CappedBody implements BodySubscriber<byte[]> {

	private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();

	private long bytesLeft;

	private @Nullable Subscription subscription;

	public CappedBody(int maxBytes) {
		this.bytesLeft = maxBytes;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.bytes.onSubscribe(subscription);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		this.bytesLeft -= buffers.stream().mapToLong(ByteBuffer::remaining).sum();
		if (this.bytesLeft >= 0) {
			this.bytes.onNext(buffers);
		}
		else if (this.subscription != null) {
			this.subscription.cancel();
			this.bytes.onError(new TooLongException());
		}
	}

	@Override
	public void onError(Throwable throwable) {
		this.bytes.onError(throwable);
	}

	@Override
	public void onComplete() {
		this.bytes.onComplete();
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.bytes.getBody();
	}

	/**
	 * The body exceeds the maximum size.
	 */
	public static final class TooLongException extends IOException {

		private static final long serialVersionUID = 1L;

		TooLongException() {
			super("the response is too long");
		}

	}

}
