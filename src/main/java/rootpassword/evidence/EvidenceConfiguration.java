package rootpassword.evidence;

import javax.sql.DataSource;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.anchor.Anchors;
import rootpassword.evidence.anchor.Witnesses;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.evidence.seal.Sealer;
import rootpassword.reset.ResetLedger;
import rootpassword.settings.DatabaseUrl;

@Configuration(proxyBeanMethods = false)
final class EvidenceConfiguration {

	/** So that a missing key is reported even if the database does not answer. */
	@Bean
	static AbstractDependsOnBeanFactoryPostProcessor logKeysBeforeFirstConnection() {
		return new AbstractDependsOnBeanFactoryPostProcessor(DataSource.class, "logKeys") {
		};
	}

	/** So that at the end the rows are sealed after the last one was written. */
	@Bean
	static AbstractDependsOnBeanFactoryPostProcessor sealingOutlivesLedger() {
		return new AbstractDependsOnBeanFactoryPostProcessor(ResetLedger.class, "sealingJob") {
		};
	}

	@Bean
	LogKeys logKeys(EvidenceProperties properties, JdbcConnectionDetails database) {
		return LogKeys.of(properties, database.getJdbcUrl());
	}

	@Bean
	Anchors anchors(EvidenceProperties properties, JdbcTemplate jdbc, TransactionOperations jobTransactions,
			LogKeys keys) {
		SealedEvidence evidence = new SealedEvidence(jdbc, jobTransactions, keys.verifierKeys());
		return new Anchors(properties.anchorFile(), properties.origin(), evidence::contains);
	}

	@Bean
	Witnesses witnesses(EvidenceProperties properties, JdbcTemplate jdbc, TransactionOperations jobTransactions,
			LogKeys keys, Anchors anchors) {
		SealedEvidence evidence = new SealedEvidence(jdbc, jobTransactions, keys.verifierKeys());
		return new Witnesses(properties.witnessKeys(), evidence, anchors::addCosigned);
	}

	@Bean
	Sealer sealer(JdbcTemplate jdbc, TransactionOperations jobTransactions, JdbcConnectionDetails database,
			LogKeys keys) {
		return new Sealer(jdbc, jobTransactions, DatabaseUrl.isPostgres(database.getJdbcUrl()),
				keys.signers().getFirst());
	}

	@Bean
	SealedEvidence sealedEvidence(JdbcTemplate jdbc, TransactionOperations readTransactions, LogKeys keys) {
		return new SealedEvidence(jdbc, readTransactions, keys.verifierKeys());
	}

}
