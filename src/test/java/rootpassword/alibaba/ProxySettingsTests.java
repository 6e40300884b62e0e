package rootpassword.alibaba;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import rootpassword.kit.provider.RawServer;
import rootpassword.reset.Targets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Needs a JVM of its own, for the settings are the whole JVM's.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProxySettingsTests {

	@Test
	void usesTheProxySettingsOfTheJvm() throws Exception {
		CompletableFuture<String> asked = new CompletableFuture<>();
		try (RawServer proxy = RawServer.start((connection) -> {
			asked.complete(connection.readRequest());
			connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
		})) {
			String[] endpoint = proxy.endpoint().split(":");
			ProcessBuilder program = new ProcessBuilder(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
					"-cp", System.getProperty("java.class.path"), "-Dhttps.proxyHost=" + endpoint[0],
					"-Dhttps.proxyPort=" + endpoint[1], Program.class.getName())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD);
			program.environment()
				.putAll(java.util.Map.of("ALIBABA_CLOUD_ACCESS_KEY_ID", "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
						"secret", "ROOT_PASSWORD_DDS_ENDPOINT", "mongodb.invalid", "ROOT_PASSWORD_DDS_CONNECT_TIMEOUT",
						"30s", "ROOT_PASSWORD_DDS_DEADLINE", "60s"));
			Process child = program.start();
			try {
				assertThat(asked.get(60, TimeUnit.SECONDS)).startsWith("CONNECT mongodb.invalid:443 ");
			}
			finally {
				child.destroyForcibly();
			}
		}
	}

	static final class Program {

		public static void main(String[] args) {
			new SpringApplicationBuilder(GatewayFixture.Gateway.class).web(WebApplicationType.NONE)
				.properties("spring.config.location=optional:classpath:/none/")
				.run()
				.getBean(Targets.class)
				.all()
				.getFirst()
				.gateway()
				.reset(GatewayFixture.command(), GatewayFixture.admitted());
		}

	}

}
