package rootpassword.alibaba.addresses;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import rootpassword.alibaba.RequestSigner;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.alibaba.transport.AtMostOnceClient;
import rootpassword.reset.InstanceAddresses;

/**
 * Creates the source of addresses, if the login check asks for it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("root-password.login-check.enabled")
final class AddressesConfiguration {

	/** A sharded cluster with all of its nodes and tags. */
	private static final int MAX_ANSWER = 256 * 1024;

	/** With connections of its own, so that no reset waits for a look-up. */
	@Bean
	@Lazy
	InstanceAddresses instanceAddresses(AlibabaProperties properties, AccessKeys accessKeys) {
		return new InstanceDescriptions(
				new RequestSigner(properties, "Dds", "2015-12-01", properties.endpoint(), properties.protocol()),
				accessKeys, new AtMostOnceClient(properties.protocol(), properties.connectTimeout(), MAX_ANSWER));
	}

}
