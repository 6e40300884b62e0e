package rootpassword;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The entry point.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public final class RootPasswordApplication {

	public static void main(String[] args) {
		SpringApplication.run(RootPasswordApplication.class, args);
	}

}
