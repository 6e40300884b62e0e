package rootpassword.alibaba;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;

/**
 * Where the gateway gets the key to sign with.
 */
interface AccessKeys extends AlibabaCloudCredentialsProvider, AutoCloseable {

	/**
	 * The key that is valid now.
	 * @throws NoCredentialsException if there is none, and none could be had in time
	 */
	@Override
	AlibabaCloudCredentials getCredentials() throws NoCredentialsException;

	/** Whether there is a valid key; asks nobody. */
	boolean available();

	@Override
	void close();

	/** A key that is as good as the operator knows. */
	static AccessKeys fixed(AlibabaCloudCredentials key) {
		return new AccessKeys() {

			@Override
			public AlibabaCloudCredentials getCredentials() {
				return key;
			}

			@Override
			public boolean available() {
				return true;
			}

			@Override
			public void close() {
				// Nothing is open
			}

		};
	}

}
