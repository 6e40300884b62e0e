package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import rootpassword.reset.Deadline;

/** An access key that expires. */
record TemporaryKey(AlibabaCloudCredentials credentials, Instant received, Instant expires) {

	private static final Duration MAX_MARGIN = Duration.ofSeconds(10);

	Duration lifetime() {
		return Duration.between(this.received, this.expires);
	}

	/** The end of use. It is before the expiry, since a request takes time to arrive. */
	Instant usableUntil() {
		Duration margin = lifetime().dividedBy(10);
		return this.expires.minus((margin.compareTo(MAX_MARGIN) < 0) ? margin : MAX_MARGIN);
	}

	/** Where temporary keys come from. */
	interface Source {

		/**
		 * Sends one request, and returns by the deadline.
		 * @throws NoCredentialsException if there is no answer with a valid key
		 */
		TemporaryKey fetch(Deadline deadline) throws NoCredentialsException;

	}

}
