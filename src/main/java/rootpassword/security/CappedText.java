package rootpassword.security;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Reads a text as long as it is not too long.
 */
final class CappedText implements HttpResponse.BodySubscriber<String> {

	private final HttpResponse.BodySubscriber<String> text;

	private long left;

	private Flow.@Nullable Subscription subscription;

	CappedText(HttpResponse.BodySubscriber<String> text, long maxBytes) {
		this.text = text;
		this.left = maxBytes;
	}

	@Override
	public CompletionStage<String> getBody() {
		return this.text.getBody();
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		this.text.onSubscribe(subscription);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		this.left -= buffers.stream().mapToLong(Buffer::remaining).sum();
		if (this.left >= 0) {
			this.text.onNext(buffers);
		}
		else if (this.subscription != null) {
			this.subscription.cancel();
			this.text.onError(new IOException("the answer is too long"));
		}
	}

	@Override
	public void onError(Throwable error) {
		this.text.onError(error);
	}

	@Override
	public void onComplete() {
		this.text.onComplete();
	}

}
