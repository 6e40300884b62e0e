package rootpassword.ledger.fingerprint;

import javax.sql.DataSource;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Provides the fingerprints with the keys that belong to the database.
 */
@Configuration(proxyBeanMethods = false)
final class FingerprintConfiguration {

	/**
	 * Checks the keys before the migration, which is the first to connect. So a missing
	 * key is reported even if the database does not answer.
	 */
	@Bean
	static AbstractDependsOnBeanFactoryPostProcessor keysBeforeFirstConnection() {
		return new AbstractDependsOnBeanFactoryPostProcessor(DataSource.class, "fingerprints") {
		};
	}

	@Bean
	Fingerprints fingerprints(SecretKeyProperties properties, JdbcConnectionDetails database) {
		return SecretKeys.fingerprints(properties.keys(), database.getJdbcUrl());
	}

}
