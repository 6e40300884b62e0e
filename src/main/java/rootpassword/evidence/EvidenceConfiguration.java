package rootpassword.evidence;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import javax.sql.DataSource;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.anchor.Anchors;
import rootpassword.evidence.anchor.Witnesses;
import rootpassword.evidence.note.VerifierKey;
import rootpassword.evidence.seal.Cosignatures;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.evidence.seal.SealedRows;
import rootpassword.evidence.seal.Sealer;
import rootpassword.evidence.seal.SealingLag;
import rootpassword.reset.ResetLedger;
import rootpassword.settings.DatabaseUrl;

/**
 * Wires the evidence.
 */
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
	SealingLag sealingLag() {
		return new SealingLag();
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
	SealingJob sealingJob(JdbcTemplate jdbc, TransactionOperations jobTransactions, JdbcConnectionDetails database,
			LogKeys keys, SealingLag lag, Anchors anchors) {
		return new SealingJob(new Sealer(jdbc, jobTransactions, DatabaseUrl.isPostgres(database.getJdbcUrl()),
				keys.signers().getFirst(), lag), anchors);
	}

	@Bean
	Witnesses witnesses(EvidenceProperties properties, Cosignatures cosignatures, Anchors anchors) {
		Map<URI, VerifierKey> witnesses = new LinkedHashMap<>();
		properties.witnesses()
			.forEach((witness) -> witnesses.put(Objects.requireNonNull(witness.url()), witness.verifierKey()));
		return new Witnesses(witnesses, cosignatures, anchors::addCosigned);
	}

	@Bean
	SealedEvidence sealedEvidence(JdbcTemplate jdbc, TransactionOperations readTransactions, LogKeys keys) {
		return new SealedEvidence(jdbc, readTransactions,
				keys.signers().stream().map((signer) -> signer.verifierKey().toString()).toList());
	}

	@Bean
	SealedRows sealedRows(JdbcTemplate jdbc, TransactionOperations readTransactions, EvidenceProperties properties) {
		return new SealedRows(jdbc, readTransactions, properties.origin());
	}

}
