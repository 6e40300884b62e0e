package rootpassword.alibaba.credentials;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import rootpassword.alibaba.transport.AlibabaProperties;

/**
 * The settings of the token service (STS).
 *
 * @param endpoint host or host:port
 */
@ConfigurationProperties("root-password.sts")
record StsProperties(@DefaultValue("sts.aliyuncs.com") String endpoint) {

	StsProperties {
		AlibabaProperties.checkEndpoint(endpoint, "root-password.sts.endpoint");
	}

}
