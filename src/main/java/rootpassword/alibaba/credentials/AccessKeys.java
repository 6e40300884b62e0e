package rootpassword.alibaba.credentials;

import java.time.Duration;
import java.time.Instant;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import org.jspecify.annotations.Nullable;

/**
 * The source of the access key that signs requests, and the age of the key for the
 * metrics. The defaults are for a key that only the operator can replace.
 */
public interface AccessKeys extends AutoCloseable {

	/**
	 * The access key that is valid now. Waits for a new one if there is none.
	 * @throws NoCredentialsException if there is none, and none could be fetched in time
	 */
	AlibabaCloudCredentials current() throws NoCredentialsException;

	/** Whether there is a valid access key. Does not wait. */
	default boolean available() {
		return true;
	}

	/**
	 * Fetches a new access key in the background if this error code means that the
	 * provider refused the current one before its end. A second time within 30 seconds it
	 * does nothing.
	 * @param code the error code of an answer, if it had one
	 */
	default void renewIfRefused(@Nullable String code) {
	}

	/** The time since the key was received; {@code null} before the first key. */
	@Nullable Duration age();

	/**
	 * The time until the key is no longer used, negative afterwards; {@code null} before
	 * the first key and for a key without an end.
	 */
	default @Nullable Duration remaining() {
		return null;
	}

	/** The number of temporary keys that were fetched. */
	default long renewals() {
		return 0;
	}

	default long failures() {
		return 0;
	}

	/** Ends the fetching of keys. */
	@Override
	default void close() {
	}

	static AccessKeys fixed(AlibabaCloudCredentials key) {
		Instant start = Instant.now();
		return new AccessKeys() {

			@Override
			public AlibabaCloudCredentials current() {
				return key;
			}

			@Override
			public Duration age() {
				return Duration.between(start, Instant.now());
			}

		};
	}

	/** No request can be signed. The cause quotes nothing but an error code of STS. */
	final class NoCredentialsException extends Exception {

		private static final long serialVersionUID = 1L;

		private final String cause;

		private final @Nullable String code;

		public NoCredentialsException(String cause) {
			this(cause, null);
		}

		private NoCredentialsException(String cause, @Nullable String code) {
			super(cause);
			this.cause = cause;
			this.code = code;
		}

		/** STS refused a request for a key. */
		static NoCredentialsException refused(int status, @Nullable String code) {
			return new NoCredentialsException(
					"HTTP " + status + " " + ((code != null) ? code : "without a readable code"), code);
		}

		public String cause() {
			return this.cause;
		}

		/** The error code of STS, if it refused the request with one. */
		@Nullable String code() {
			return this.code;
		}

	}

}
