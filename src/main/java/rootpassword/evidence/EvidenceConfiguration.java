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
import rootpassword.evidence.seal.Cosignatures;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.evidence.seal.Sealer;
import rootpassword.reset.ResetLedger;
import rootpassword.settings.DatabaseUrl;

@Configuration(proxyBeanMethods = false)
final class EvidenceConfiguration {

	/** As with the other keys: reports a missing key even without a database. */
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
	Cosignatures cosignatures(JdbcTemplate jdbc, TransactionOperations jobTransactions, EvidenceProperties properties) {
		return new Cosignatures(jdbc, jobTransactions, properties.origin());
	}

	@Bean
	Anchors anchors(EvidenceProperties properties, Cosignatures cosignatures) {
		return new Anchors(properties.anchorFile(), properties.origin(), cosignatures::contains);
	}

	@Bean
	Witnesses witnesses(EvidenceProperties properties, Cosignatures cosignatures, Anchors anchors) {
		return new Witnesses(properties.witnessKeys(), cosignatures, anchors::addCosigned);
	}

	@Bean
	Sealer sealer(JdbcTemplate jdbc, TransactionOperations jobTransactions, JdbcConnectionDetails database,
			LogKeys keys) {
		return new Sealer(jdbc, jobTransactions, DatabaseUrl.isPostgres(database.getJdbcUrl()),
				keys.signers().getFirst());
	}

	@Bean
	SealingJob sealingJob(Sealer sealer, Anchors anchors) {
		return new SealingJob(sealer, anchors);
	}

	@Bean
	SealedEvidence sealedEvidence(JdbcTemplate jdbc, TransactionOperations readTransactions, LogKeys keys) {
		return new SealedEvidence(jdbc, readTransactions, keys.verifierKeys());
	}

}
