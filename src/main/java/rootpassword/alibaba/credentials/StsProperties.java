package rootpassword.alibaba.credentials;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.env.Environment;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.settings.Settings;

/**
 * The settings of the token service (STS).
 *
 * @param endpoint host or host:port; {@code null} stands for the one that the environment
 * variables of the provider's own tools name, or else for the central one
 */
@ConfigurationProperties("root-password.sts")
record StsProperties(@Nullable String endpoint) {

	private static final String ENDPOINT = "ALIBABA_CLOUD_STS_ENDPOINT";

	private static final String REGION = "ALIBABA_CLOUD_STS_REGION";

	private static final String VPC = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";

	StsProperties {
		if (endpoint != null) {
			AlibabaProperties.checkEndpoint(endpoint, "root-password.sts.endpoint");
		}
	}

	String endpoint(Environment environment) {
		if (this.endpoint != null) {
			return this.endpoint;
		}
		String named = environment.getProperty(ENDPOINT, "");
		if (!named.isEmpty()) {
			AlibabaProperties.checkEndpoint(named, ENDPOINT);
			return named;
		}
		String region = environment.getProperty(REGION, "");
		if (region.isEmpty()) {
			return "sts.aliyuncs.com";
		}
		Settings.require(region.matches("[a-z0-9-]+"), REGION, "must be a region id such as cn-hangzhou");
		boolean vpc = "true".equalsIgnoreCase(environment.getProperty(VPC));
		return (vpc ? "sts-vpc." : "sts.") + region + ".aliyuncs.com";
	}

}
