package rootpassword.alibaba;

import com.aliyuncs.auth.AlibabaCloudCredentialsProvider;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import com.aliyuncs.auth.StaticCredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Finds the access key under the names that all of the provider's own tools use.
 */
final class AlibabaCredentials {

	static final String ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";

	static final String SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

	static final String TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

	private AlibabaCredentials() {
	}

	/**
	 * Takes what the environment gives, whole or not at all.
	 * @throws InvalidConfigurationPropertyValueException if the key is missing, given by
	 * half or visibly damaged
	 */
	static AlibabaCloudCredentialsProvider from(Environment environment) {
		String id = required(environment, ID, "must be set, together with " + SECRET);
		String secret = required(environment, SECRET, "must be set, together with " + ID);
		String token = checked(TOKEN, environment.getProperty(TOKEN));
		return new StaticCredentialsProvider(
				(token == null) ? new BasicCredentials(id, secret) : new BasicSessionCredentials(id, secret, token));
	}

	private static String required(Environment environment, String name, String reason) {
		String value = checked(name, environment.getProperty(name));
		if (value == null) {
			throw new InvalidConfigurationPropertyValueException(name, null, reason);
		}
		return value;
	}

	private static @Nullable String checked(String name, @Nullable String value) {
		if (value != null && (value.isEmpty() || !value.chars().allMatch((c) -> c > ' ' && c <= '~'))) {
			throw new InvalidConfigurationPropertyValueException(name, null,
					"must be neither empty nor contain whitespace, line breaks or other than printable ASCII characters");
		}
		return value;
	}

}
