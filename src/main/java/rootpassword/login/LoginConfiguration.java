package rootpassword.login;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import rootpassword.reset.LoginCheck;

/**
 * Creates the login check if it is enabled.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(LoginProperties.ENABLED)
final class LoginConfiguration {

	@Bean
	LoginCheck scramLoginCheck(LoginProperties properties, SslBundles bundles) {
		LoginProperties.check(!properties.addresses().isEmpty(), "addresses",
				"must name where the instances are, because the check shows nothing without an address");
		return new ScramLoginCheck(properties.patterns(),
				new Dialler(properties.tls() ? trust(properties, bundles) : null, InetAddress::getAllByName),
				ScramLoginCheck.LIMIT);
	}

	/** Asks for the bundle each time, so that a renewed file applies. */
	private static Supplier<SSLContext> trust(LoginProperties properties, SslBundles bundles) {
		String bundle = properties.sslBundle();
		if (bundle == null) {
			return LoginConfiguration::trustOfTheJvm;
		}
		try {
			bundles.getBundle(bundle);
		}
		catch (NoSuchSslBundleException ex) {
			LoginProperties.check(false, "ssl-bundle", "must name a bundle below spring.ssl.bundle");
		}
		return () -> bundles.getBundle(bundle).createSslContext();
	}

	private static SSLContext trustOfTheJvm() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
