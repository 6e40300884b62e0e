package rootpassword.alibaba;

import java.time.Instant;

import com.aliyuncs.auth.AlibabaCloudCredentials;

/**
 * What came of asking the token service for a key.
 */
sealed interface Exchange {

	/** A key that ends by itself. */
	record Issued(AlibabaCloudCredentials key, Instant expires) implements Exchange {
	}

	/** None; the cause is in words of ours, but for the service's error code. */
	record Failed(String cause) implements Exchange {
	}

}
