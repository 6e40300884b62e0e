package rootpassword.alibaba;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocketFactory;

import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import rootpassword.alibaba.credentials.AccessKeys;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.http.AtMostOnceClient;
import rootpassword.kit.Commands;
import rootpassword.kit.provider.ProviderStub;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.AccountGateway.TraceContext;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.Deadline;
import rootpassword.reset.command.ResetCommand;
import rootpassword.reset.command.ResetCommand.CharacterType;

/**
 * Gateways and commands for tests.
 */
public final class GatewayFixture {

	static final String INSTANCE = "dds-bp1example";

	static final String PASSWORD = "Canary!4711-pw";

	private static final AccessKeys OUR_KEY = AccessKeys
		.fixed(new BasicCredentials(ProviderStub.ACCESS_KEY_ID, ProviderStub.ACCESS_KEY_SECRET));

	private GatewayFixture() {
	}

	/** Properties with a long connect timeout: a busy machine connects slowly. */
	public static AlibabaProperties properties(String endpoint, Duration deadline) {
		return new AlibabaProperties(endpoint, ProtocolType.HTTP, null, false, SignatureVersion.V1, deadline, deadline,
				512);
	}

	static AlibabaAccountGateway gateway(AlibabaProperties properties) {
		return gateway(properties, OUR_KEY, new AtMostOnceClient(properties.connectTimeout()));
	}

	static AlibabaAccountGateway gateway(AlibabaProperties properties, SSLSocketFactory tls, ProxySelector proxies) {
		return gateway(properties, OUR_KEY, new AtMostOnceClient(properties.connectTimeout(), 64 * 1024, tls, proxies));
	}

	static AlibabaAccountGateway gateway(AlibabaProperties properties, AccessKeys keys) {
		return gateway(properties, keys, new AtMostOnceClient(properties.connectTimeout()));
	}

	/** Lets a test of another package use a gateway with these keys. */
	public static void use(AlibabaProperties properties, AccessKeys keys, Consumer<AccountGateway> test) {
		test.accept(gateway(properties, keys));
	}

	private static AlibabaAccountGateway gateway(AlibabaProperties properties, AccessKeys keys,
			AtMostOnceClient client) {
		return new AlibabaAccountGateway(properties.target(false), properties, keys, client, TraceContext.NONE,
				"root-password/test");
	}

	/** An admission with a long lease. */
	public static Admitted admitted() {
		return new Admitted(new AttemptId(UUID.randomUUID()), Deadline.in(Duration.ofHours(1)));
	}

	public static ResetCommand command() {
		return command(INSTANCE, PASSWORD, null);
	}

	static ResetCommand command(String instance, String password, CharacterType characterType) {
		return Commands.reset(instance).caller("tests").password(password).characterType(characterType).build();
	}

	/** The configuration of the gateway, found by a component scan as in the program. */
	@Configuration(proxyBeanMethods = false)
	@ComponentScan("rootpassword.alibaba")
	@ConfigurationPropertiesScan("rootpassword.alibaba")
	public static class Gateway {

	}

}
