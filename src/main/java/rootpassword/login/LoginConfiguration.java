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

import static rootpassword.settings.Settings.require;

/** Creates the login check if it is enabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(LoginProperties.PREFIX + ".enabled")
final class LoginConfiguration {

	@Bean
	LoginCheck scramLoginCheck(LoginProperties properties, SslBundles bundles,
			ObjectProvider<Dialler.Network> network) {
		Dialler dialler = new Dialler(properties.tls() ? trust(properties.sslBundle(), bundles) : null,
				network.getIfAvailable(() -> InetAddress::getAllByName));
		return new ScramLoginCheck(properties.patterns(), dialler, LoginCheck.LIMIT);
	}

	/** Asks for the bundle each time, so that a renewed file applies. */
	private static Supplier<SSLContext> trust(@Nullable String bundle, SslBundles bundles) {
		if (bundle == null) {
			return SslBundle.systemDefault()::createSslContext;
		}
		require(bundles.getBundleNames().contains(bundle), LoginProperties.SSL_BUNDLE,
				"must name a bundle below spring.ssl.bundle");
		return () -> bundles.getBundle(bundle).createSslContext();
	}

}
