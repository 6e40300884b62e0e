package rootpassword.evidence.seal;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.kit.SealedTrail;
import rootpassword.kit.database.Database;
import rootpassword.ledger.database.TestPools;

/**
 * The sealing part of one replica, with its own connection pool.
 */
public final class SealingReplica implements AutoCloseable {

	public static final NoteSigner SIGNER = newSigner("root-password");

	public final JdbcTemplate jdbc;

	public final TransactionOperations transactions;

	final Sealer sealer;

	private final HikariDataSource pool;

	private final Database database;

	public SealingReplica(Database database) {
		this.database = database;
		this.pool = TestPools.patientPool(database);
		this.jdbc = new JdbcTemplate(this.pool);
		this.transactions = new TransactionTemplate(new JdbcTransactionManager(this.pool));
		this.sealer = sealer(this.transactions);
	}

	Sealer sealer(TransactionOperations transactions) {
		return new Sealer(this.jdbc, transactions, this.database.url().startsWith("jdbc:postgresql:"), SIGNER);
	}

	public static NoteSigner newSigner(String name) {
		try {
			return new NoteSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Seals one batch of rows. */
	public void seal() {
		this.sealer.seal();
	}

	/** Checks leaves, nodes and checkpoints against the rows of the trail. */
	void check() {
		SealedTrail.check(this.database, SIGNER.verifierKey());
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
