package rootpassword;

import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import rootpassword.evidence.cli.ExportCommand;

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
		if (args.length > 0 && args[0].equals("export")) {
			System.exit(ExportCommand.run(List.of(args).subList(1, args.length), System.err));
		}
		SpringApplication.run(RootPasswordApplication.class, args);
	}

}
