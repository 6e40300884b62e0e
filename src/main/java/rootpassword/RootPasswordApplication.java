package rootpassword;

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

	public static void main(String[] args) {
		OptionalInt exitCode = EvidenceCommands.run(args, System.out, System.err);
		if (exitCode.isPresent()) {
			System.exit(exitCode.getAsInt());
		}
		SpringApplication.run(RootPasswordApplication.class, args);
	}

}
