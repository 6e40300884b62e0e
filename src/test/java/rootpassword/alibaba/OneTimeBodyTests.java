package rootpassword.alibaba;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OneTimeBodyTests {

	private final OneTimeBody body = new OneTimeBody("secret".getBytes());

	@Test
	void isHandedOutOnce() {
		assertThat(signalsOf(this.body)).containsExactly("6 bytes", "complete");
		assertThat(signalsOf(this.body)).containsExactly("error");
		assertThat(this.body.withhold()).isFalse();
	}

	@Test
	void isNeverHandedOutOnceWithheld() {
		assertThat(this.body.withhold()).isTrue();
		assertThat(signalsOf(this.body)).containsExactly("error");
		assertThat(this.body.withhold()).isTrue();
	}

	private static List<String> signalsOf(OneTimeBody body) {
		List<String> signals = new ArrayList<>();
		body.subscribe(new Subscriber<ByteBuffer>() {

			@Override
			public void onSubscribe(Subscription subscription) {
				subscription.request(10);
			}

			@Override
			public void onNext(ByteBuffer item) {
				signals.add(item.remaining() + " bytes");
			}

			@Override
			public void onError(Throwable throwable) {
				signals.add("error");
			}

			@Override
			public void onComplete() {
				signals.add("complete");
			}

		});
		return signals;
	}

}
