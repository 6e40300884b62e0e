package rootpassword.kit.provider;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.github.tomakehurst.wiremock.http.Fault;

/**
 * An answer of the stub, for example
 * {@code stub.next(StubAnswer.asUsual().after(Duration.ofSeconds(1)))}.
 * <p>
 * Only {@link #error} leaves the password as it was. Garbage and faults come
 * <em>after</em> the password was changed, which is the worst case for the caller.
 */
public final class StubAnswer {

	private final Kind kind;

	private final int status;

	private final String body;

	private final Fault fault;

	private final Map<String, String> headers;

	private final Pause pause;

	private StubAnswer(Kind kind, int status, String body, Fault fault, Map<String, String> headers, Pause pause) {
		this.kind = kind;
		this.status = status;
		this.body = body;
		this.fault = fault;
		this.headers = headers;
		this.pause = pause;
	}

	/** As the provider would: accepts or refuses by its own rules. */
	public static StubAnswer asUsual() {
		return new StubAnswer(Kind.USUAL, 0, null, null, Map.of(), Pause.NONE);
	}

	/** An error in the provider's own form. */
	public static StubAnswer error(int status, String code) {
		return new StubAnswer(Kind.ERROR, status, code, null, Map.of(), Pause.NONE);
	}

	/** Any body with any status. */
	public static StubAnswer of(int status, String body) {
		return new StubAnswer(Kind.GARBAGE, status, body, null, Map.of(), Pause.NONE);
	}

	public static StubAnswer of(Fault fault) {
		return new StubAnswer(Kind.FAULT, 0, null, fault, Map.of(), Pause.NONE);
	}

	public StubAnswer with(String header, String value) {
		Map<String, String> more = new TreeMap<>(this.headers);
		more.put(header, value);
		return new StubAnswer(this.kind, this.status, this.body, this.fault, more, this.pause);
	}

	/** Answers so long after the request was received. */
	public StubAnswer after(Duration delay) {
		return after(() -> Thread.sleep(delay));
	}

	/** Answers once the latch is open, or after a minute. */
	public StubAnswer after(CountDownLatch latch) {
		return after(() -> latch.await(1, TimeUnit.MINUTES));
	}

	private StubAnswer after(Pause pause) {
		return new StubAnswer(this.kind, this.status, this.body, this.fault, this.headers, pause);
	}

	public Kind kind() {
		return this.kind;
	}

	public int status() {
		return this.status;
	}

	public String body() {
		return this.body;
	}

	public Fault fault() {
		return this.fault;
	}

	public Map<String, String> headers() {
		return this.headers;
	}

	public void pause() {
		try {
			this.pause.take();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public enum Kind {

		USUAL, ERROR, GARBAGE, FAULT

	}

	private interface Pause {

		Pause NONE = () -> {
		};

		void take() throws InterruptedException;

	}

}
