package rootpassword.doctor;

import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.propertyeditors.URIEditor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.support.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import rootpassword.http.AtMostOnceClient;
import rootpassword.reset.Deadline;

/**
 * The configuration of the service as its commands see it, and what they need to connect:
 * clock, trusted CAs and proxies of this machine.
 *
 * @param clock of this machine
 * @param tls with the trusted CAs
 */
public record Setup(ConfigurableEnvironment environment, InstantSource clock, SSLSocketFactory tls,
		ProxySelector proxies) {

	/** For each connection and each small request. */
	public static final Duration LIMIT = Duration.ofSeconds(8);

	private static final int MAX_ANSWER = 64 * 1024;

	/**
	 * The configuration that the service would have.
	 * @param properties of the command line, as {@code --name=value}
	 */
	public static ConfigurableEnvironment environment(List<String> properties) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource(properties.toArray(String[]::new)));
		new SpringApplicationJsonEnvironmentPostProcessor().postProcessEnvironment(environment,
				new SpringApplication());
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	/** With this configuration, and the clock, CAs and proxies of this JVM. */
	public static Setup of(ConfigurableEnvironment environment) {
		return new Setup(environment, InstantSource.system(), (SSLSocketFactory) SSLSocketFactory.getDefault(),
				ProxySelector.getDefault());
	}

	/** Binds a class with {@link ConfigurationProperties} as Spring Boot does. */
	public <T> T bind(Class<T> type) {
		String prefix = MergedAnnotations.from(type).get(ConfigurationProperties.class).getString("value");
		return binder().bindOrCreate(prefix, Bindable.of(type));
	}

	private Binder binder() {
		// Does not encode URLs again, as the service does not
		return new Binder(ConfigurationPropertySources.get(this.environment),
				new PropertySourcesPlaceholdersResolver(this.environment), null,
				(editors) -> editors.registerCustomEditor(URI.class, new URIEditor(false)));
	}

	public Duration duration(String property, Duration ifAbsent) {
		return binder().bind(property, Duration.class).orElse(ifAbsent);
	}

	public boolean isOn(String property) {
		return binder().bind(property, Boolean.class).orElse(false);
	}

	/** The ledger's database, with the role of the service. */
	public JdbcConnectionDetails database() {
		return database("spring.datasource.username", "spring.datasource.password");
	}

	/**
	 * The ledger's database, with the role that migrates; that is the role of the service
	 * unless another one is configured.
	 */
	public JdbcConnectionDetails owner() {
		boolean own = text("spring.flyway.user") != null || text("spring.flyway.url") != null;
		return own ? database("spring.flyway.user", "spring.flyway.password") : database();
	}

	private JdbcConnectionDetails database(String user, String password) {
		return new JdbcConnectionDetails() {

			@Override
			public String getJdbcUrl() {
				String own = user.startsWith("spring.flyway.") ? text("spring.flyway.url") : null;
				return (own != null) ? own : Objects.requireNonNullElse(text("spring.datasource.url"), "");
			}

			@Override
			public @Nullable String getUsername() {
				// Spring Boot's default for a database in memory
				return (text(user) == null && getJdbcUrl().startsWith("jdbc:h2:mem:")) ? "sa" : text(user);
			}

			@Override
			public @Nullable String getPassword() {
				return text(password);
			}

		};
	}

	private @Nullable String text(String property) {
		return this.environment.getProperty(property);
	}

	public AtMostOnceClient client() {
		return new AtMostOnceClient(LIMIT, MAX_ANSWER, this.tls, this.proxies);
	}

	public Deadline deadline() {
		return Deadline.in(LIMIT);
	}

}
