package rootpassword.alibaba.credentials;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;

import com.aliyuncs.auth.AlibabaCloudCredentials;
import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.BasicSessionCredentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.credentials.AssumeRoleWithOidc.Role;
import rootpassword.http.AtMostOnceClient;
import rootpassword.settings.Settings;

/**
 * Chooses the service's own credentials at the start. In this order: an access key or a
 * role on Kubernetes (RRSA), from the environment variables of the provider's own tools,
 * or the role of the ECS instance, if it is configured.
 *
 * @param origin of STS, such as {@code https://sts.aliyuncs.com}
 */
record OwnCredentials(Environment environment, CredentialsProperties properties, String origin, StsClient sts) {

	private static final Logger logger = LoggerFactory.getLogger(OwnCredentials.class);

	private static final String ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";

	private static final String SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";

	private static final String TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

	private static final String ROLE = "ALIBABA_CLOUD_ROLE_ARN";

	private static final String OIDC_PROVIDER = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";

	private static final String TOKEN_FILE = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

	/** The fixed access key, or {@code null} if none of its variables is set. */
	@Nullable AlibabaCloudCredentials fixedKey() {
		if (Stream.of(ID, SECRET, TOKEN).noneMatch(this.environment::containsProperty)) {
			return null;
		}
		String id = required(ID, "must be set, together with " + SECRET);
		String secret = required(SECRET, "must be set, together with " + ID);
		if (role() != null) {
			logger.warn("{} and {} are both set: the access key is used, the role is not", ID, ROLE);
		}
		return this.environment.containsProperty(TOKEN)
				? new BasicSessionCredentials(id, secret, required(TOKEN, "must be set"))
				: new BasicCredentials(id, secret);
	}

	/** The source of temporary keys, if there is no fixed key. */
	KeySource source() {
		Role role = role();
		if (role != null) {
			return new AssumeRoleWithOidc(this.origin, role, this.sts);
		}
		Settings.require(this.properties.ecsRole() != null, ID,
				"must be set, together with " + SECRET + "; or on Kubernetes " + ROLE + ", " + OIDC_PROVIDER + " and "
						+ TOKEN_FILE + "; or on ECS " + CredentialsProperties.ECS_ROLE);
		return new EcsRole(EcsRole.ORIGIN, this.properties.roleName(), new AtMostOnceClient(EcsRole.LIMIT),
				InstantSource.system());
	}

	/** The role to assume, or {@code null} if none of its variables is set. */
	private @Nullable Role role() {
		if (Stream.of(ROLE, OIDC_PROVIDER, TOKEN_FILE).noneMatch(this.environment::containsProperty)) {
			return null;
		}
		String all = "must be set: a role needs " + ROLE + ", " + OIDC_PROVIDER + " and " + TOKEN_FILE;
		Role role = new Role(required(ROLE, all), required(OIDC_PROVIDER, all), Path.of(required(TOKEN_FILE, all)));
		Settings.require(role.token() != null, TOKEN_FILE, "must name a readable file with one token in it");
		return role;
	}

	private String required(String name, String reason) {
		Settings.require(this.environment.containsProperty(name), name, reason);
		String value = this.environment.getProperty(name, "");
		Settings.require(!value.isEmpty() && value.chars().allMatch((c) -> c > ' ' && c <= '~'), name,
				"must be neither empty nor contain whitespace, line breaks or other than printable ASCII characters");
		return value;
	}

}
