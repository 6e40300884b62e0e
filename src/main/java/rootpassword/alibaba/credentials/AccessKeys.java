package rootpassword.alibaba.credentials;

import java.time.InstantSource;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;

/**
 * Where the gateway gets the key to sign with.
 */
public interface AccessKeys extends AlibabaCloudCredentialsProvider, AutoCloseable {

	/**
	 * The key that is valid now.
	 * @throws NoCredentialsException if there is none, and none could be had in time
	 */
	@Override
	AlibabaCloudCredentials getCredentials() throws NoCredentialsException;

	/** Whether there is a valid key; asks nobody. */
	boolean available();

	/**
	 * Asks for another key in the background, because the provider has refused this one
	 * before its time. A second call within 30 seconds does nothing.
	 */
	void renewEarly();

	/** How fresh the key is. */
	CredentialsStatus life();

	@Override
	void close();

	/** A key that is as good as the operator knows. */
	static AccessKeys fixed(AlibabaCloudCredentials key) {
		CredentialsStatus life = new CredentialsStatus(InstantSource.system());
		life.began(null);
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
			public void renewEarly() {
				// Only the operator has another
			}

			@Override
			public CredentialsStatus life() {
				return life;
			}

			@Override
			public void close() {
				// Nothing is open
			}

		};
	}

}
