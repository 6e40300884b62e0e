package rootpassword.login;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import rootpassword.reset.InstanceAddresses;
import rootpassword.reset.LoginCheck;

/**
 * Creates the login check if it is enabled.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(LoginProperties.ENABLED)
final class LoginConfiguration {

	@Bean
	LoginCheck scramLoginCheck(LoginProperties properties, SslBundles bundles,
			ObjectProvider<InstanceAddresses> provider) {
		return new ScramLoginCheck(addresses(properties, provider),
				new Dialler(properties.tls() ? trust(properties, bundles) : null, InetAddress::getAllByName),
				ScramLoginCheck.LIMIT);
	}

	/** The provider is asked only if no addresses are configured. */
	private static AddressSource addresses(LoginProperties properties, ObjectProvider<InstanceAddresses> provider) {
		List<AddressPattern> patterns = properties.patterns();
		return patterns.isEmpty() ? new RememberedAddresses(provider.getObject(), System::nanoTime)
				: (instance, deadline) -> patterns;
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
