package rootpassword.alibaba.credentials;

import java.time.Instant;

import com.aliyuncs.auth.AlibabaCloudCredentials;

/**
 * What came of asking the token service for a key.
 */
sealed interface TokenServiceAnswer {

	/** A key that ends by itself. */
	record Issued(AlibabaCloudCredentials key, Instant expires) implements TokenServiceAnswer {
	}

	/** None; the cause is in words of ours, but for the service's error code. */
	record Failed(String cause) implements TokenServiceAnswer {
	}

}
