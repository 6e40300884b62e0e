package rootpassword;

import java.util.Locale;
import java.util.OptionalInt;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import rootpassword.evidence.cli.EvidenceCommands;

/**
 * The entry point.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public final class RootPasswordApplication {

	/**
	 * Starts the service, or runs a command that needs none.
	 * @param args the name of the command and its arguments, or properties
	 */
	public static void main(String[] args) {
		// The provider's SDK writes dates and signatures in the digits and the calendar
		// of the default locale
		Locale.setDefault(Locale.ROOT);
		OptionalInt exitCode = EvidenceCommands.run(args, System.out, System.err);
		if (exitCode.isPresent()) {
			System.exit(exitCode.getAsInt());
		}
		SpringApplication service = new SpringApplication(RootPasswordApplication.class);
		// After spring.main.register-shutdown-hook was read, which must not switch it
		// off:
		// without the hook SIGTERM would lose outcomes
		service.addInitializers((context) -> service.setRegisterShutdownHook(true));
		service.run(args);
	}

}
