package rootpassword.alibaba.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;
import rootpassword.http.AtMostOnceClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OwnCredentialsTests {

	private final MockEnvironment environment = new MockEnvironment();

	/** Nobody gets the role of a node by surprise. */
	@Test
	void asksTheMetadataServiceOnlyIfThatIsConfigured() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> credentials(null).source())
			.satisfies((ex) -> assertThat(ex.getReason()).contains("root-password.credentials.ecs-role"));
		assertThat(credentials("auto").source()).isInstanceOfSatisfying(EcsRole.class, (source) -> {
			assertThat(source.role()).isNull();
			assertThat(source.origin()).isEqualTo("http://100.100.100.200");
		});
		assertThat(credentials("app-role").source()).isInstanceOfSatisfying(EcsRole.class,
				(source) -> assertThat(source.role()).isEqualTo("app-role"));
	}

	@Test
	void prefersAnAccessKeyAndThenTheRoleOfThePod(@TempDir Path directory) throws IOException {
		this.environment.setProperty("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/a");
		this.environment.setProperty("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/a");
		this.environment.setProperty("ALIBABA_CLOUD_OIDC_TOKEN_FILE",
				Files.writeString(directory.resolve("token"), "token").toString());
		assertThat(credentials("auto").fixedKey()).isNull();
		assertThat(credentials("auto").source()).isInstanceOf(AssumeRoleWithOidc.class);
		this.environment.setProperty("ALIBABA_CLOUD_ACCESS_KEY_ID", "id");
		this.environment.setProperty("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
		assertThat(credentials("auto").fixedKey()).isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ ", , , , sts.aliyuncs.com", ", , , true, sts.aliyuncs.com",
			", , cn-beijing, , sts.cn-beijing.aliyuncs.com", ", , cn-beijing, true, sts-vpc.cn-beijing.aliyuncs.com",
			", sts-vpc.cn-shanghai.aliyuncs.com, cn-beijing, false, sts-vpc.cn-shanghai.aliyuncs.com",
			"sts.example:8443, sts.aliyuncs.com, cn-beijing, true, sts.example:8443" })
	void takesTheEndpointOfTheTokenServiceThatThePodIsGiven(@Nullable String property, @Nullable String endpoint,
			@Nullable String region, @Nullable String vpc, String expected) {
		set("ALIBABA_CLOUD_STS_ENDPOINT", endpoint);
		set("ALIBABA_CLOUD_STS_REGION", region);
		set("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", vpc);
		assertThat(new StsProperties(property).endpoint(this.environment)).isEqualTo(expected);
	}

	private void set(String name, @Nullable String value) {
		if (value != null) {
			this.environment.setProperty(name, value);
		}
	}

	private OwnCredentials credentials(@Nullable String ecsRole) {
		return new OwnCredentials(this.environment, new CredentialsProperties(ecsRole), "https://sts.aliyuncs.com",
				new StsClient(new AtMostOnceClient(Duration.ofSeconds(1)), InstantSource.system()));
	}

}
