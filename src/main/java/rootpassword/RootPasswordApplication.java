package rootpassword;

import java.util.Locale;
import java.util.OptionalInt;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.logging.LoggingSystem;
import rootpassword.evidence.cli.EvidenceCommands;

@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public final class RootPasswordApplication {

	/** Starts the service, or runs a command that needs none. */
	public static void main(String[] args) {
		// The provider's SDK writes dates and signatures in the digits and the calendar
		// of the default locale
		Locale.setDefault(Locale.ROOT);
		if (OperatorCommands.knows(args)) {
			// No log: the lines of these commands say all that a log would
			LoggingSystem.get(RootPasswordApplication.class.getClassLoader()).beforeInitialize();
			System.exit(OperatorCommands.run(args, System.out, System.err));
		}
		OptionalInt exitCode = EvidenceCommands.run(args, System.out, System.err);
		if (exitCode.isPresent()) {
			System.exit(exitCode.getAsInt());
		}
		SpringApplication service = new SpringApplication(RootPasswordApplication.class);
		// Initializers run after spring.main.register-shutdown-hook is read. It must not
		// switch the hook off, because SIGTERM would then lose outcomes
		service.addInitializers((context) -> service.setRegisterShutdownHook(true));
		service.run(args);
	}

}
