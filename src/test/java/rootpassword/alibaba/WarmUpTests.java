package rootpassword.alibaba;

import java.time.Duration;

import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rootpassword.alibaba.transport.AlibabaProperties;
import rootpassword.kit.provider.RawServer;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	@ParameterizedTest
	@EnumSource(SignatureVersion.class)
	void signsButSendsNothing(SignatureVersion version) {
		try (RawServer server = RawServer.start(RawServer.Connection::awaitEnd)) {
			GatewayFixture
				.gateway(new AlibabaProperties(server.endpoint(), ProtocolType.HTTP, null, false, version,
						Duration.ofSeconds(1), Duration.ofSeconds(1), 1))
				.warmUp();
			assertThat(server.connections()).isZero();
		}
	}

}
