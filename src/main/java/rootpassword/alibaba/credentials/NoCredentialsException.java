package rootpassword.alibaba.credentials;

import com.aliyuncs.exceptions.ClientException;

/**
 * There is no valid key to sign with.
 */
public final class NoCredentialsException extends ClientException {

	NoCredentialsException() {
		super("No valid credentials");
	}

}
