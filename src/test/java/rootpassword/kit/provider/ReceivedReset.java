package rootpassword.kit.provider;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One reset that the provider received, with the times of the monotonic and of the wall
 * clock.
 */
public final class ReceivedReset {

	private final String target;

	private final Map<String, String> parameters;

	private final Map<String, String> headers;

	private final String requestId = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);

	private final Instant receivedAt = Instant.now();

	private final long receivedNanos = System.nanoTime();

	private volatile Instant answeredAt;

	private volatile long answeredNanos = Long.MAX_VALUE;

	private volatile String code;

	public ReceivedReset(String target, Map<String, String> parameters, Map<String, String> headers) {
		this.target = target;
		this.headers = headers;
		this.parameters = Map.copyOf(parameters);
	}

	/** The target that received it. */
	public String target() {
		return this.target;
	}

	public String instance() {
		return this.parameters.get("DBInstanceId");
	}

	public String password() {
		return this.parameters.get("AccountPassword");
	}

	/** Query and form together, by the provider's names. */
	public Map<String, String> parameters() {
		return this.parameters;
	}

	/** The header, null if it was not sent. */
	public String header(String lowerCaseName) {
		return this.headers.get(lowerCaseName);
	}

	/** The id in the provider's answer. */
	public String requestId() {
		return this.requestId;
	}

	public Instant receivedAt() {
		return this.receivedAt;
	}

	/** Taken just before the answer goes out; null until then. */
	public Instant answeredAt() {
		return this.answeredAt;
	}

	/** The error code that was answered, null if the password was changed. */
	public String code() {
		return this.code;
	}

	public boolean overlaps(ReceivedReset later) {
		return later.instance().equals(instance()) && later.receivedNanos < this.answeredNanos
				&& this.receivedNanos < later.answeredNanos;
	}

	public void refused(String code) {
		this.code = code;
	}

	public void answered() {
		this.answeredAt = Instant.now();
		this.answeredNanos = System.nanoTime();
	}

	@Override
	public String toString() {
		return "ReceivedReset[" + instance() + ", received " + this.receivedAt + ", answered " + this.answeredAt
				+ ", code " + this.code + "]";
	}

}
