package rootpassword.login;

import java.net.InetAddress;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.ssl.SslBundle;
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
	LoginCheck scramLoginCheck(LoginProperties properties, SslBundles bundles, ObjectProvider<Dialler.Network> network) {
		LoginProperties.check(!properties.addresses().isEmpty(), "addresses",
				"must name where the instances are, because the check shows nothing without an address");
		Dialler dialler = new Dialler(properties.tls() ? trust(properties.sslBundle(), bundles) : null,
				network.getIfAvailable(() -> InetAddress::getAllByName));
		return new ScramLoginCheck(properties.patterns(), dialler, ScramLoginCheck.LIMIT);
	}

	/** Asks for the bundle each time, so that a renewed file applies. */
	private static Supplier<SSLContext> trust(@Nullable String bundle, SslBundles bundles) {
		if (bundle == null) {
			return SslBundle.systemDefault()::createSslContext;
		}
		LoginProperties.check(bundles.getBundleNames().contains(bundle), "ssl-bundle",
				"must name a bundle below spring.ssl.bundle");
		return () -> bundles.getBundle(bundle).createSslContext();
	}

}
