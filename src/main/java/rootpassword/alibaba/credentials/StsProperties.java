package rootpassword.alibaba.credentials;

import com.aliyuncs.http.ProtocolType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.alibaba.transport.AlibabaProperties;

/**
 * Where the token service is.
 *
 * @param endpoint host or host:port
 */
@ConfigurationProperties("root-password.sts")
record StsProperties(@DefaultValue("sts.aliyuncs.com") String endpoint) {

	public StsProperties {
		if (!AlibabaProperties.isEndpoint(endpoint)) {
			throw new InvalidConfigurationPropertyValueException("root-password.sts.endpoint", null,
					"must be a host or host:port, without scheme, path or user");
		}
	}

	/**
	 * Plain http only where the provider is spoken to so as well, and only to a loopback
	 * address.
	 */
	public ProtocolType protocol(AlibabaProperties provider) {
		return (provider.protocol() == ProtocolType.HTTP && AlibabaProperties.isLoopback(this.endpoint))
				? ProtocolType.HTTP : ProtocolType.HTTPS;
	}

}
