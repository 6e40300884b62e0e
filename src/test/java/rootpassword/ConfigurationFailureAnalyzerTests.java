package rootpassword;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import rootpassword.kit.Facade;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.EvidenceKey;
import rootpassword.kit.provider.ProviderStub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
@Isolated
class ConfigurationFailureAnalyzerTests {

	private static final String CANARY = "Canary4711";

	@AfterEach
	void quiet() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					root-password.policy.min-length=7                   | root-password.policy.min-length must be from 8 to 32
					root-password.policy.min-length=Canary4711          | root-password.policy.min-length must be a valid int
					root-password.policy.special-characters=Canary4711  | root-password.policy.special-characters must be one or
					root-password.ledger.lease=Canary4711               | root-password.ledger.lease must be a valid Duration
					root-password.ledger.level=Canary4711               | root-password.ledger.level must be one of TRACE, DEBUG,
					""")
	void stopsTheStartWithOneLineThatNamesThePropertyButNotItsValue(String property, String line,
			CapturedOutput output) {
		start(property);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.containsPattern("(?m)^" + line)
			.contains("the table \"Configuration\" in docs/REFERENCE.md")
			.doesNotContain(CANARY, "\tat ", "Reason:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "root-password.policy.min-length", "root-password.policy.special-characters",
			"root-password.ledger.lease" })
	void doesNotShowTheValueAtLevelDebugEither(String property, CapturedOutput output) {
		start("logging.level.root=trace", property + "=" + CANARY);
		assertThat(output).contains("APPLICATION FAILED TO START", "DEBUG", property).doesNotContain(CANARY);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			away  | log | root-password.secret-keys must hold at least one key
			away  | no  | root-password.evidence.key-file must name a file with an Ed25519 private key
			file  | no  | spring.datasource.url names a file that another process has open (SQL state 90020)
			""")
	void saysInOneLineWhyItCannotUseItsDatabase(String fault, String keys, String line, @TempDir Path directory,
			CapturedOutput output) throws Exception {
		Database database = Database.h2In(directory);
		String url = fault.equals("away") ? "jdbc:postgresql://127.0.0.1:1/" + CANARY : database.url();
		try (ProviderStub provider = ProviderStub.start();
				FileChannel file = FileChannel.open(directory.resolve("ledger.mv.db"), StandardOpenOption.CREATE,
						StandardOpenOption.WRITE);
				FileLock lock = file.lock()) {
			String[] properties = keys.equals("log")
					? new String[] { "spring.datasource.url=" + url,
							"root-password.evidence.key-file=" + EvidenceKey.file() }
					: new String[] { "spring.datasource.url=" + url };
			assertThatException().isThrownBy(() -> Facade.start(database, provider, properties));
			assertThat(lock.isValid()).isTrue();
		}
		assertThat(output).contains("APPLICATION FAILED TO START").contains("\n" + line).doesNotContain("\tat ");
	}

	@Test
	void findsTheReasonWhereverItHides() {
		Throwable hidden = new InvalidConfigurationPropertyValueException("a.b", CANARY, "must be c",
				new IllegalStateException(CANARY));
		FailureAnalysis analysis = new ConfigurationFailureAnalyzer()
			.analyze(new IllegalStateException(new BeanCreationException("d", new RuntimeException(hidden))));
		assertThat(analysis.getDescription()).isEqualTo("a.b must be c");
		assertThat(analysis.getCause()).hasNoCause().hasMessageNotContaining(CANARY);
	}

	@Test
	void ignoresOtherFailures() {
		assertThat(new ConfigurationFailureAnalyzer().analyze(new IllegalStateException("x"))).isNull();
	}

	private static void start(String... properties) {
		SpringApplication application = new SpringApplication(Program.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		String[] arguments = Arrays.stream(properties).map("--"::concat).toArray(String[]::new);
		assertThatException().isThrownBy(() -> application.run(arguments));
	}

	// Neither is annotated in a way that the program's own scans would find
	@EnableConfigurationProperties(PolicyProperties.class)
	static final class Program {

		@Bean
		@ConfigurationProperties("root-password.ledger")
		Ledger ledger() {
			return new Ledger();
		}

	}

	static final class Ledger {

		public void setLease(Duration lease) {
		}

		public void setLevel(LogLevel level) {
		}

	}

}
