package rootpassword.alibaba.credentials;

import java.nio.file.Path;
import java.util.Arrays;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * Finds the credentials under the names that all of the provider's own tools use.
 */
final class EnvironmentCredentials {

	static final String ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";

	static final String SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

	static final String TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

	static final String ROLE = "ALIBABA_CLOUD_ROLE_ARN";

	static final String OIDC_PROVIDER = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";

	static final String TOKEN_FILE = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

	private EnvironmentCredentials() {
	}

	/**
	 * The static access key, or null if the environment has none.
	 * @throws InvalidConfigurationPropertyValueException if it is given by half or
	 * visibly damaged
	 */
	static @Nullable AlibabaCloudCredentials accessKey(Environment environment) {
		if (!anyOf(environment, ID, SECRET, TOKEN)) {
			return null;
		}
		String id = required(environment, ID, "must be set, together with " + SECRET);
		String secret = required(environment, SECRET, "must be set, together with " + ID);
		String token = checked(TOKEN, environment.getProperty(TOKEN));
		return (token == null) ? new BasicCredentials(id, secret) : new BasicSessionCredentials(id, secret, token);
	}

	/**
	 * The role to assume, or null if the environment has none.
	 * @throws InvalidConfigurationPropertyValueException if it is given by half, visibly
	 * damaged or without its token
	 */
	static @Nullable RamRole role(Environment environment) {
		if (!anyOf(environment, ROLE, OIDC_PROVIDER, TOKEN_FILE)) {
			return null;
		}
		String all = "must be set: a role needs " + ROLE + ", " + OIDC_PROVIDER + " and " + TOKEN_FILE;
		String arn = required(environment, ROLE, all);
		String provider = required(environment, OIDC_PROVIDER, all);
		RamRole role = new RamRole(arn, provider, Path.of(required(environment, TOKEN_FILE, all)));
		if (role.token() == null) {
			throw new InvalidConfigurationPropertyValueException(TOKEN_FILE, null,
					"must name a readable file with one token in it");
		}
		return role;
	}

	private static boolean anyOf(Environment environment, String... names) {
		return Arrays.stream(names).anyMatch(environment::containsProperty);
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
