package rootpassword.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import rootpassword.reset.Deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class HttpExchangeTests {

	private final HttpExchange exchange = exchange("secret".getBytes(), Deadline.in(Duration.ofMinutes(1)));

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@Test
	void isWrittenOnce() throws IOException {
		this.exchange.writeBody(this.out);
		assertThatIOException().isThrownBy(() -> this.exchange.writeBody(this.out));
		assertThat(this.out).hasToString("secret");
		assertThat(this.exchange.withholdIfUnsent()).isFalse();
	}

	@Test
	void isNeverWrittenOnceWithheld() {
		assertThat(this.exchange.withholdIfUnsent()).isTrue();
		assertThatIOException().isThrownBy(() -> this.exchange.writeBody(this.out));
		assertThat(this.out.size()).isZero();
		assertThat(this.exchange.withholdIfUnsent()).isTrue();
	}

	@Test
	void isNeverWrittenAfterItsDeadline() {
		for (Deadline over : List.of(new Deadline(System.nanoTime() - 1, Instant.now().plusSeconds(60)),
				// The monotonic clock stands still while a machine is suspended
				new Deadline(System.nanoTime() + 60_000_000_000L, Instant.now().minusMillis(1)))) {
			HttpExchange late = exchange("secret".getBytes(), over);
			assertThatIOException().isThrownBy(() -> late.writeBody(this.out));
			assertThat(this.out.size()).isZero();
			assertThat(late.withholdIfUnsent()).isTrue();
		}
	}

	@Test
	void isErasedOnceItIsCertainThatNothingIsSent() throws IOException {
		byte[] bytes = "secret".getBytes();
		HttpExchange sent = exchange(bytes, Deadline.in(Duration.ofMinutes(1)));
		sent.writeBody(this.out);
		assertThat(sent.withholdIfUnsent()).isFalse();
		assertThat(bytes).asString().isEqualTo("secret");
		assertThat(exchange(bytes, Deadline.in(Duration.ofMinutes(1))).withholdIfUnsent()).isTrue();
		assertThat(bytes).containsOnly(0);
	}

	/** A header that the service cannot send, such as an access key with a line break. */
	@Test
	void isErasedWhereNoConnectionIsTried() {
		byte[] bytes = "secret".getBytes();
		assertThat(new AtMostOnceClient(Duration.ofSeconds(1), 1).post(URI.create("http://127.0.0.1:1/"),
				Map.of("Authorization", "a\nb"), bytes, Deadline.in(Duration.ofSeconds(1))))
			.isInstanceOf(Delivery.Unsent.class);
		assertThat(bytes).containsOnly(0);
	}

	@Test
	void isErased() throws IOException {
		this.exchange.eraseBody();
		this.exchange.writeBody(this.out);
		assertThat(this.out.toByteArray()).containsOnly(0);
	}

	private static HttpExchange exchange(byte[] body, Deadline deadline) {
		return new HttpExchange("POST", URI.create("http://127.0.0.1:1/"), Map.of(), body, deadline);
	}

}
