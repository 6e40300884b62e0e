package rootpassword.alibaba.credentials;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import rootpassword.settings.Settings;

/**
 * The settings of credentials that are not in the environment variables of the provider's
 * own tools.
 *
 * @param ecsRole the RAM role of the ECS instance; {@code auto} stands for the one that
 * the instance has, {@code null} for none
 */
@ConfigurationProperties("root-password.credentials")
record CredentialsProperties(@Nullable String ecsRole) {

	static final String ECS_ROLE = "root-password.credentials.ecs-role";

	CredentialsProperties {
		Settings.require(ecsRole == null || EcsRole.NAME.matcher(ecsRole).matches(), ECS_ROLE,
				"must be the name of a RAM role, or auto");
	}

	/** The name of the role; {@code null} stands for the one that the instance has. */
	@Nullable String roleName() {
		return "auto".equals(this.ecsRole) ? null : this.ecsRole;
	}

}
