package rootpassword.alibaba;

import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import rootpassword.kit.provider.RawServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Needs a JVM of its own, for the limit is read but once in a JVM's life.
 */
@Execution(ExecutionMode.CONCURRENT)
class IdleConnectionLimitTests {

	@Test
	void closesIdleConnectionsAfterFiveSeconds() throws Exception {
		CompletableFuture<Duration> idle = new CompletableFuture<>();
		String answer = "{\"RequestId\":\"06CBD06E\"}";
		try (RawServer server = RawServer.start((connection) -> {
			connection.readRequest();
			long start = System.nanoTime();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
			connection.awaitEnd();
			idle.complete(Duration.ofNanos(System.nanoTime() - start));
		})) {
			Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Program.class.getName(),
					server.endpoint())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			try {
				assertThat(idle.get(60, TimeUnit.SECONDS)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(12));
			}
			finally {
				program.destroyForcibly();
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Program {

		static HttpClient somebodyElses;

		/**
		 * The JDK closes the connections of a client that the garbage collector has
		 * found.
		 */
		static AlibabaAccountGateway gateway;

		public static void main(String[] args) throws InterruptedException {
			SpringApplication application = new SpringApplication(Program.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			// Before any class of the gateway is loaded
			application.addInitializers(
					(context) -> somebodyElses = HttpClient.newBuilder().proxy(ProxySelector.getDefault()).build());
			application.run();
			gateway = GatewayFixture.gateway(GatewayFixture.properties(args[0], Duration.ofSeconds(60)));
			gateway.reset(GatewayFixture.command(), GatewayFixture.admitted());
			Thread.currentThread().join();
		}

	}

}
