package rootpassword.evidence.seal;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.TreeAccumulator;
import rootpassword.kit.database.Database;
import rootpassword.ledger.database.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sealing part of one replica, with its own connection pool.
 */
public final class SealingReplica implements AutoCloseable {

	public static final NoteSigner SIGNER = newSigner("root-password");

	public final JdbcTemplate jdbc;

	public final SealTransactions transactions;

	public final SealingLag lag = new SealingLag();

	final Sealer sealer;

	private final HikariDataSource pool;

	private final Database database;

	public SealingReplica(Database database) {
		this.database = database;
		this.pool = TestPools.pool(database);
		this.pool.setConnectionTimeout(10_000);
		this.jdbc = new JdbcTemplate(this.pool);
		TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(this.pool));
		this.transactions = new SealTransactions() {
			@Override
			public <T> T run(java.util.function.Supplier<T> work) {
				return template.execute((status) -> work.get());
			}
		};
		this.sealer = sealer(this.transactions);
	}

	Sealer sealer(SealTransactions transactions) {
		return new Sealer(this.jdbc, transactions, this.database.url().startsWith("jdbc:postgresql:"), SIGNER,
				this.lag);
	}

	public static NoteSigner newSigner(String name) {
		try {
			return NoteSigner.of(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Seals as often as the database needs to find all rows. */
	public void sealAll() {
		this.sealer.seal();
	}

	/** Checks leaves, nodes and checkpoints against the rows of the trail. */
	void check() {
		List<Leaf> leaves = this.jdbc.query("select idx, trail_seq, hash from seal_leaf order by idx",
				(row, number) -> new Leaf(row.getLong(1), row.getLong(2), Hash.of(row.getBytes(3))));
		TreeAccumulator tree = new TreeAccumulator();
		List<SignedNote> checkpoints = this.jdbc
			.queryForList("select note from seal_checkpoint order by size", String.class)
			.stream()
			.map(SignedNote::parse)
			.toList();
		int next = 0;
		for (Leaf leaf : leaves) {
			assertThat(leaf.index).isEqualTo(tree.size());
			assertThat(this.jdbc.query("select * from trail where seq = ?", new CanonicalRowMapper(), leaf.seq)
				.getFirst()
				.leafHash()).isEqualTo(leaf.hash);
			tree.add(leaf.hash);
			if (next < checkpoints.size() && Checkpoint.parse(checkpoints.get(next).text()).size() == tree.size()) {
				SignedNote note = checkpoints.get(next++);
				assertThat(Checkpoint.parse(note.text()))
					.isEqualTo(new Checkpoint("root-password", tree.size(), tree.root()));
				assertThat(note.verifiedBy(SIGNER.verifierKey())).isTrue();
			}
		}
		assertThat(next).as("checkpoints over existing leaves").isEqualTo(checkpoints.size());
		assertThat(this.jdbc.queryForObject("select count(*) from seal_node where level = 1", Long.class))
			.isEqualTo(tree.size() / 256);
	}

	@Override
	public void close() {
		this.pool.close();
	}

	private record Leaf(long index, long seq, Hash hash) {
	}

}
