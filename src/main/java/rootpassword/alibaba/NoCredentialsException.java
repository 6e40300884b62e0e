package rootpassword.alibaba;

import com.aliyuncs.exceptions.ClientException;

/**
 * There is no valid key to sign with.
 */
final class NoCredentialsException extends ClientException {

	NoCredentialsException() {
		super("No valid credentials");
	}

}
