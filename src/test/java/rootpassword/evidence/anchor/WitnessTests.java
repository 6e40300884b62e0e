package rootpassword.evidence.anchor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;
import rootpassword.reset.LedgerUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

class WitnessTests {

	private final Database database = Vendor.H2.createMigrated();

	private final WitnessStub stub = WitnessStub.start(SealingReplica.SIGNER.verifierKey());

	private final List<SignedNote> anchored = new CopyOnWriteArrayList<>();

	private SealingReplica replica;

	private Witness witness;

	@BeforeEach
	void start() {
		this.replica = new SealingReplica(this.database);
		this.witness = witness(this.stub.url(), Duration.ofSeconds(30));
		seal(300);
	}

	@AfterEach
	void stop() {
		this.stub.close();
		this.replica.close();
	}

	@Test
	void cosignsEachCheckpointAfterItHasCheckedTheTree() {
		this.witness.ask();
		seal(5);
		this.witness.ask();
		this.witness.ask();
		assertThat(this.stub.requests()).isEqualTo(2);
		assertThat(this.witness.health().failures()).isZero();
		assertThat(checkpoint().verifiedBy(this.stub.verifierKey())).isTrue();
		assertThat(checkpoint().verifiedBy(SealingReplica.SIGNER.verifierKey())).isTrue();
		assertThat(cosigned()).containsExactly(300L, 305L);
	}

	@Test
	void continuesFromTheSizeThatTheWitnessHasSeen() {
		// Its answer is lost
		this.witness.ask();
		this.database.execute("delete from seal_cosignature");
		seal(700);
		this.witness.ask();
		assertThat(this.stub.requests()).isEqualTo(3);
		assertThat(this.witness.health().failures()).isZero();
		assertThat(cosigned()).containsExactly(1000L);
	}

	@Test
	void noticesThatTheTreeWasRewritten() {
		this.witness.ask();
		this.database.execute("delete from seal_cosignature", "delete from seal_checkpoint", "delete from seal_leaf",
				"delete from seal_node", "update trail set caller = 'mallory' where seq = 7");
		seal(1);
		this.witness.ask();
		assertThat(this.witness.health().failures()).isOne();
		assertThat(this.witness.health().isConflicting()).isTrue();
		assertThat(cosigned()).isEmpty();
	}

	@Test
	void noticesThatTheLedgerHasLostRows() {
		this.witness.ask();
		this.stub.next(500, "");
		seal(1);
		this.witness.ask();
		assertThat(this.witness.health().isConflicting()).as("a failure alone").isFalse();
		this.database.execute("delete from seal_cosignature", "delete from seal_checkpoint", "delete from seal_leaf",
				"delete from seal_node", "delete from trail where seq > 200");
		this.replica.seal();
		this.witness.ask();
		assertThat(this.witness.health().isConflicting()).as("size 300").isTrue();
		assertThat(this.anchored).hasSize(1);
		long size = this.database.number("select max(size) from seal_checkpoint");
		evidence().addCosignature(evidence().newest("witness").orElseThrow(), this.stub.verifierKey().toString(),
				this.stub.cosignature("root-password\n" + size + "\n").strip());
		Witness restarted = witness(this.stub.url(), Duration.ofSeconds(30));
		restarted.ask();
		assertThat(restarted.health().isConflicting()).as("at the start").isTrue();
	}

	@Test
	void replicasShareAWitness() {
		Witness other = witness(this.stub.url(), Duration.ofSeconds(30));
		for (int round = 0; round < 20; round++) {
			CompletableFuture<Void> one = inParallel(this.witness);
			CompletableFuture<Void> two = inParallel(other);
			seal(1);
			CompletableFuture.allOf(one, two).join();
		}
		this.witness.ask();
		assertThat(this.witness.health().failures() + other.health().failures()).isZero();
		assertThat(cosigned()).contains(320L);
	}

	@Test
	void prefersTheCosignedCheckpoint() {
		this.witness.ask();
		seal(1);
		assertThat(Checkpoint.parse(checkpoint().text()).size()).isEqualTo(300);
		assertThat(checkpoint().verifiedBy(this.stub.verifierKey())).isTrue();
		this.database
			.execute("update seal_checkpoint set sealed_at = sealed_at - interval '2' minute where size = 300");
		assertThat(Checkpoint.parse(checkpoint().text()).size()).as("it is old").isEqualTo(301);
		assertThat(this.anchored).singleElement()
			.satisfies((note) -> assertThat(note.verifiedBy(this.stub.verifierKey())).isTrue());
	}

	@Test
	void showsNoCheckpointOfAnEarlierOrigin() {
		SealedEvidence renamed = new SealedEvidence(this.replica.jdbc, this.transactions(),
				List.of(SealingReplica.newSigner("root-password-2").verifierKey()));
		assertThat(evidence().newest("witness")).isPresent();
		assertThat(renamed.newest("witness")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", textBlock = """
			200, none
			200, nonsense
			200, '— witness.example AAAA'
			200, other
			200, long
			302, none
			409, nonsense
			409, -1
			409, 301
			409, 99999999999999999999
			404, none
			403, none
			422, none
			500, none
			""")
	void believesNothingThatItCannotVerify(int status, String body) {
		String text = (body != null) ? body : "";
		if (text.equals("other")) {
			text = this.stub.cosignature("root-password\n1\nAAAA\n");
		}
		this.stub.next(status, text.equals("long") ? "x".repeat(1 << 20) : text, "Location",
				this.stub.url() + "/add-checkpoint");
		this.witness.ask();
		assertThat(this.witness.health().failures()).isOne();
		assertThat(this.stub.requests()).isOne();
		assertThat(cosigned()).isEmpty();
		this.witness.ask();
		assertThat(cosigned()).containsExactly(300L);
	}

	@Test
	void givesUpOnAWitnessThatDoesNotAnswer() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Witness waiting = witness(URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofSeconds(1));
			waiting.ask();
			assertThat(waiting.health().failures()).isOne();
		}
	}

	@Test
	void pausesAfterAFailure() {
		Witness patient = new Witness(this.stub.url(), this.stub.verifierKey(), evidence(), this.anchored::add,
				Duration.ofSeconds(30), Duration.ofHours(1));
		this.stub.next(500, "");
		patient.ask();
		patient.ask();
		assertThat(this.stub.requests()).isOne();
	}

	private Witness witness(URI url, Duration deadline) {
		return new Witness(url, this.stub.verifierKey(), evidence(), this.anchored::add, deadline, Duration.ZERO);
	}

	private static CompletableFuture<Void> inParallel(Witness witness) {
		return CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 3; i++) {
				witness.ask();
			}
		}, (thread) -> Thread.ofPlatform().start(thread));
	}

	private SealedEvidence evidence() {
		return new SealedEvidence(this.replica.jdbc, transactions(), List.of(SealingReplica.SIGNER.verifierKey()));
	}

	/** As the program does: a failure of the database is an outage. */
	private TransactionOperations transactions() {
		return new TransactionOperations() {
			@Override
			public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
				try {
					return WitnessTests.this.replica.transactions.execute(work);
				}
				catch (DataAccessException ex) {
					throw new LedgerUnavailableException("failed", ex);
				}
			}
		};
	}

	private void seal(int rows) {
		this.database.execute("insert into trail (event, caller, source_address) "
				+ "select 'refused', 'portal', '192.0.2.7' from system_range(1, " + rows + ")");
		this.replica.seal();
	}

	private SignedNote checkpoint() {
		return SignedNote.parse(evidence().checkpoint().orElseThrow());
	}

	private List<Long> cosigned() {
		return this.database.column(Long.class, "select size from seal_cosignature order by size");
	}

}
