package rootpassword.alibaba.credentials;

import java.nio.file.Path;
import java.util.stream.Stream;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.settings.Settings;

/**
 * Reads the credentials from the environment variables that the provider's own tools use.
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
	 * The fixed access key, or {@code null} if none of its variables is set.
	 * @throws InvalidConfigurationPropertyValueException if it is incomplete or malformed
	 */
	static @Nullable AlibabaCloudCredentials accessKey(Environment environment) {
		if (Stream.of(ID, SECRET, TOKEN).noneMatch(environment::containsProperty)) {
			return null;
		}
		String id = required(environment, ID, "must be set, together with " + SECRET);
		String secret = required(environment, SECRET, "must be set, together with " + ID);
		return environment.containsProperty(TOKEN)
				? new BasicSessionCredentials(id, secret, required(environment, TOKEN, "must be set"))
				: new BasicCredentials(id, secret);
	}

	/**
	 * The role to assume, or {@code null} if none of its variables is set.
	 * @throws InvalidConfigurationPropertyValueException if it is incomplete or
	 * malformed, or if its token cannot be read
	 */
	static AssumeRoleWithOidc.@Nullable Role role(Environment environment) {
		if (Stream.of(ROLE, OIDC_PROVIDER, TOKEN_FILE).noneMatch(environment::containsProperty)) {
			return null;
		}
		String all = "must be set: a role needs " + ROLE + ", " + OIDC_PROVIDER + " and " + TOKEN_FILE;
		AssumeRoleWithOidc.Role role = new AssumeRoleWithOidc.Role(required(environment, ROLE, all),
				required(environment, OIDC_PROVIDER, all), Path.of(required(environment, TOKEN_FILE, all)));
		Settings.require(role.token() != null, TOKEN_FILE, "must name a readable file with one token in it");
		return role;
	}

	private static String required(Environment environment, String name, String reason) {
		Settings.require(environment.containsProperty(name), name, reason);
		String value = environment.getProperty(name, "");
		Settings.require(!value.isEmpty() && value.chars().allMatch((c) -> c > ' ' && c <= '~'), name,
				"must be neither empty nor contain whitespace, line breaks or other than printable ASCII characters");
		return value;
	}

}
