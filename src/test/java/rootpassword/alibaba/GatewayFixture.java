package rootpassword.alibaba;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.UUID;

import com.aliyuncs.auth.BasicCredentials;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import rootpassword.provider.ProviderStub;
import rootpassword.reset.Actor;
import rootpassword.reset.Admission.Admitted;
import rootpassword.reset.AttemptId;
import rootpassword.reset.CharacterType;
import rootpassword.reset.Deadline;
import rootpassword.reset.InstanceId;
import rootpassword.reset.ResetCommand;
import rootpassword.reset.RootPassword;

/**
 * Gateways and commands for tests.
 */
final class GatewayFixture {

	static final String INSTANCE = "dds-bp1example";

	static final String PASSWORD = "Canary!4711-pw";

	private GatewayFixture() {
	}

	static AlibabaProperties properties(String endpoint, Duration deadline) {
		return new AlibabaProperties(endpoint, ProtocolType.HTTP, null, SignatureVersion.V1, Duration.ofMillis(300),
				deadline, 512);
	}

	static AlibabaAccountGateway gateway(AlibabaProperties properties) {
		return gateway(properties, HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY));
	}

	static AlibabaAccountGateway gateway(AlibabaProperties properties, HttpClient.Builder builder) {
		return gateway(properties,
				AccessKeys.fixed(new BasicCredentials(ProviderStub.ACCESS_KEY_ID, ProviderStub.ACCESS_KEY_SECRET)),
				builder);
	}

	static AlibabaAccountGateway gateway(AlibabaProperties properties, AccessKeys keys, HttpClient.Builder builder) {
		return new AlibabaAccountGateway(properties, keys, builder, rootpassword.reset.TraceContext.NONE,
				"root-password/test");
	}

	/** An admission whose lease is far from its end. */
	static Admitted admitted() {
		return new Admitted(new AttemptId(UUID.randomUUID()), Deadline.in(Duration.ofHours(1)));
	}

	static ResetCommand command() {
		return command(INSTANCE, PASSWORD, null);
	}

	static ResetCommand command(String instance, String password, CharacterType characterType) {
		return new ResetCommand(new InstanceId(instance), new RootPassword(password.toCharArray()), characterType, null,
				new Actor("tests", null, "127.0.0.1"), null, null);
	}

}
