package rootpassword.alibaba.actiontrail;

import java.time.Duration;

import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.http.ProtocolType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import rootpassword.alibaba.transport.AlibabaProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ActionTrailPropertiesTests {

	@Test
	void takesTheEndpointOfTheRegionUnlessOneIsSet() {
		assertThat(properties(null, "10m", "24h").endpoint(provider("cn-beijing").target(true)))
			.isEqualTo("actiontrail.cn-beijing.aliyuncs.com");
		assertThat(properties("actiontrail.example:8443", "10m", "24h").endpoint(provider("cn-beijing").target(true)))
			.isEqualTo("actiontrail.example:8443");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(null, "10m", "24h").endpoint(provider(null).target(true)))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("root-password.actiontrail.endpoint"));
	}

	/** As for the token service: only a loopback address may be called without TLS. */
	@Test
	void speaksPlainHttpToLoopbackOnly() {
		AlibabaProperties plain = new AlibabaProperties("127.0.0.1:1", ProtocolType.HTTP, null, false,
				SignatureVersion.V1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
		assertThat(plain.protocolFor("127.0.0.1:2")).isEqualTo(ProtocolType.HTTP);
		assertThat(plain.protocolFor("actiontrail.cn-beijing.aliyuncs.com")).isEqualTo(ProtocolType.HTTPS);
		assertThat(provider("cn-beijing").protocolFor("127.0.0.1:2")).isEqualTo(ProtocolType.HTTPS);
	}

	@ParameterizedTest
	@CsvSource({ "https://x, 10m, 24h, endpoint", "x/y, 10m, 24h, endpoint", "u@x, 10m, 24h, endpoint",
			"x, 1s, 24h, delay", "x, 2500ms, 24h, delay", "x, 10m, 19m, until", "x, 10m, 169h, until" })
	void refusesWhatCannotWork(String endpoint, String delay, String until, String property) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(endpoint, delay, until))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("root-password.actiontrail." + property));
	}

	private static ActionTrailProperties properties(@Nullable String endpoint, String delay, String until) {
		return new ActionTrailProperties(true, endpoint, true, duration(delay), duration(until));
	}

	private static Duration duration(String text) {
		return text.endsWith("ms") ? Duration.ofMillis(Long.parseLong(text.replace("ms", "")))
				: Duration.parse("PT" + text);
	}

	private static AlibabaProperties provider(@Nullable String region) {
		return new AlibabaProperties("mongodb.aliyuncs.com", ProtocolType.HTTPS, region, false, SignatureVersion.V1,
				Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
	}

}
