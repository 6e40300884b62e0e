package demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.context.support.ServletRequestHandledEvent;
import rootpassword.RootPasswordApplication;
import rootpassword.kit.provider.ProviderStub;

/**
 * The program for a first look: with a stand-in for the provider in two regions and
 * accounts, an embedded ledger that is gone afterwards, and a demo caller; it shows what
 * is added to the trail. {@code ./mvnw spring-boot:test-run} starts it.
 * <p>
 * In a package of its own, so that no test of the program finds it by its scan.
 */
@SpringBootApplication(proxyBeanMethods = false)
@Import(RootPasswordApplication.class)
public class DemoApplication {

	private static final String TOKEN = "demo-token";

	private static final String SETTINGS = """
			server.address=127.0.0.1
			management.server.address=127.0.0.1
			root-password.callers[0].name=demo
			root-password.callers[0].token-sha256=7c43ef5ae21d43ce2743f770c68e24def1a43ee2f416d2438410c8af7af2ff2c
			root-password.callers[0].instances=dds-demo*
			root-password.callers[0].may-assert-user=true
			root-password.callers[0].scopes=reset,audit
			root-password.targets[0].name=singapore
			root-password.targets[0].region=ap-southeast-1
			root-password.targets[0].instances=dds-demosg*
			root-password.targets[1].name=hangzhou
			root-password.targets[1].region=cn-hangzhou
			root-password.targets[1].instances=dds-demo*
			logging.pattern.console=%d{HH:mm:ss} %-5p %m%n%wEx
			logging.level.root=warn
			logging.level.rootpassword=info
			logging.level.rootpassword.evidence=warn
			logging.level.rootpassword.keys=warn
			logging.level.demo=info
			logging.level.org.flywaydb=error
			spring.main.banner-mode=off
			""";

	public static void main(String[] args) throws Exception {
		start(args);
	}

	/** Starts it; the arguments are Spring Boot's and win over the demo's settings. */
	public static ConfigurableApplicationContext start(String... args) throws Exception {
		Path ledger = Files.createTempDirectory("root-password-demo").resolve("ledger");
		Map<String, String> settings = new HashMap<>(ProviderStub.startTwo().properties());
		settings.put("spring.datasource.url", "jdbc:h2:file:" + ledger);
		SETTINGS.lines().map((line) -> line.split("=", 2)).forEach((setting) -> settings.put(setting[0], setting[1]));
		Stream.of(args).forEach((arg) -> settings.remove(arg.replaceFirst("^--", "").replaceFirst("=.*", "")));
		Stream<String> demo = settings.entrySet()
			.stream()
			.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue());
		ConfigurableApplicationContext context = SpringApplication.run(DemoApplication.class,
				Stream.concat(demo, Stream.of(args)).toArray(String[]::new));
		// Spring Boot made a system property of it, which would outlive the demo in a JVM
		// of tests
		System.clearProperty("CONSOLE_LOG_PATTERN");
		System.out.printf("""

				Try it:

				  curl -i http://127.0.0.1:%1$s/instances/dds-demo1/root-password \\
				    -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' \\
				    -d '{"password": "Tr0ub4dor&3", "reason": "first look"}'

				or open http://127.0.0.1:%1$s in a browser. The instance dds-demosg1 is in another region and account.

				""", context.getEnvironment().getProperty("local.server.port"), TOKEN);
		return context;
	}

	@Bean
	ApplicationListener<ServletRequestHandledEvent> showTheTrail(JdbcClient jdbc) {
		TrailTable table = new TrailTable(jdbc);
		return (event) -> System.out.print(table.more());
	}

}
