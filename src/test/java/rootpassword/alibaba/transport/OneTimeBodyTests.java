package rootpassword.alibaba.transport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import rootpassword.reset.Deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OneTimeBodyTests {

	private final OneTimeBody body = new OneTimeBody("secret".getBytes(), Deadline.in(Duration.ofMinutes(1)));

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

	@Test
	void isNeverHandedOutAfterItsDeadline() {
		for (Deadline over : List.of(new Deadline(System.nanoTime() - 1, Instant.now().plusSeconds(60)),
				// The monotonic clock stands still while a machine is suspended
				new Deadline(System.nanoTime() + 60_000_000_000L, Instant.now().minusMillis(1)))) {
			OneTimeBody late = new OneTimeBody("secret".getBytes(), over);
			assertThat(signalsOf(late)).containsExactly("error");
			assertThat(late.withhold()).isTrue();
		}
	}

	@Test
	void looksAtTheClocksWhenItIsAskedForTheBytes() {
		AtomicReference<Subscription> held = new AtomicReference<>();
		List<String> signals = new ArrayList<>();
		Deadline deadline = Deadline.in(Duration.ofMillis(20));
		OneTimeBody soon = new OneTimeBody("secret".getBytes(), deadline);
		soon.subscribe(new Recorder(signals) {
			@Override
			public void onSubscribe(Subscription subscription) {
				held.set(subscription);
			}
		});
		await().pollInterval(Duration.ofMillis(5)).until(deadline::isOver);
		held.get().request(1);
		assertThat(signals).containsExactly("error");
		assertThat(soon.withhold()).isTrue();
	}

	private static List<String> signalsOf(OneTimeBody body) {
		List<String> signals = new ArrayList<>();
		body.subscribe(new Recorder(signals));
		return signals;
	}

	private static class Recorder implements Subscriber<ByteBuffer> {

		private final List<String> signals;

		Recorder(List<String> signals) {
			this.signals = signals;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(10);
		}

		@Override
		public void onNext(ByteBuffer item) {
			this.signals.add(item.remaining() + " bytes");
		}

		@Override
		public void onError(Throwable throwable) {
			this.signals.add("error");
		}

		@Override
		public void onComplete() {
			this.signals.add("complete");
		}

	}

}
