package rootpassword;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import rootpassword.provider.ProviderStub;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.context.support.ServletRequestHandledEvent;

/**
 * The program for a first look: with a stand-in for the provider, an embedded ledger that
 * is gone afterwards, and a demo caller. {@code ./mvnw spring-boot:test-run} starts it.
 */
final class DemoApplication {

	static final String TOKEN = "demo-token";

	private DemoApplication() {
	}

	public static void main(String[] args) throws Exception {
		start(args);
	}

	static ConfigurableApplicationContext start(String... args) throws Exception {
		ProviderStub provider = ProviderStub.start();
		Path data = Files.createTempDirectory("root-password-demo");
		Map<String, String> settings = new HashMap<>(provider.properties());
		settings.putAll(Map.of("server.address", "127.0.0.1", "management.server.address", "127.0.0.1",
				"spring.datasource.url", "jdbc:h2:file:" + data.resolve("ledger"), "root-password.callers[0].name",
				"demo", "root-password.callers[0].token-sha256", Facade.sha256(TOKEN),
				"root-password.callers[0].instances", "dds-demo*", "root-password.callers[0].may-assert-user", "true"));
		SpringApplication program = new SpringApplication(RootPasswordApplication.class);
		ConfigurableApplicationContext context = program.run(
				Stream
					.concat(settings.entrySet().stream().map((entry) -> "--" + entry.getKey() + "=" + entry.getValue()),
							Stream.of(args))
					.toArray(String[]::new));
		context.addApplicationListener(new TrailPrinter(context.getBean(JdbcClient.class)));
		System.out.printf("""

				Try it:

				  curl -i http://127.0.0.1:%s/instances/dds-demo1/root-password \\
				    -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \\
				    -d '{"password": "Tr0ub4dor&3", "reason": "first look"}'

				""", context.getEnvironment().getProperty("local.server.port"), TOKEN);
		return context;
	}

	/**
	 * Shows each row that a request has added to the trail.
	 */
	private static final class TrailPrinter implements ApplicationListener<ServletRequestHandledEvent> {

		private final JdbcClient jdbc;

		private long printed;

		TrailPrinter(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		public synchronized void onApplicationEvent(ServletRequestHandledEvent event) {
			this.jdbc.sql("select * from trail where seq > ? order by seq")
				.param(this.printed)
				.query()
				.listOfRows()
				.forEach((row) -> {
					this.printed = (Long) row.get("seq");
					System.out.println(new TreeMap<>(row).entrySet()
						.stream()
						.filter((column) -> column.getValue() != null)
						.map((column) -> column.getKey().toLowerCase(java.util.Locale.ROOT) + "=" + column.getValue())
						.collect(Collectors.joining(", ", "trail: ", "")));
				});
		}

	}

}
