package rootpassword.evidence.anchor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.seal.Cosignatures;
import rootpassword.evidence.seal.SealedEvidence;
import rootpassword.evidence.seal.SealingReplica;
import rootpassword.kit.WitnessStub;
import rootpassword.kit.database.Database;
import rootpassword.kit.database.Database.Vendor;

import static org.assertj.core.api.Assertions.assertThat;

class WitnessTests {

	private final Database database = Vendor.H2.createMigrated();

	private final WitnessStub stub = WitnessStub.start(SealingReplica.SIGNER.verifierKey());

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
		assertThat(this.witness.failures()).isZero();
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
		assertThat(this.witness.failures()).isZero();
		assertThat(cosigned()).containsExactly(1000L);
	}

	@Test
	void noticesThatTheTreeWasRewritten() {
		this.witness.ask();
		this.database.execute("delete from seal_cosignature", "delete from seal_checkpoint", "delete from seal_leaf",
				"delete from seal_node", "update trail set caller = 'mallory' where seq = 7");
		seal(1);
		this.witness.ask();
		assertThat(this.witness.failures()).isOne();
		assertThat(cosigned()).isEmpty();
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
		assertThat(this.witness.failures()).isOne();
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
			assertThat(waiting.failures()).isOne();
		}
	}

	@Test
	void pausesAfterAFailure() {
		Witness patient = new Witness(this.stub.url(), this.stub.verifierKey(), cosignatures(), Duration.ofSeconds(30),
				Duration.ofHours(1));
		this.stub.next(500, "");
		patient.ask();
		patient.ask();
		assertThat(this.stub.requests()).isOne();
	}

	private Witness witness(URI url, Duration deadline) {
		return new Witness(url, this.stub.verifierKey(), cosignatures(), deadline, Duration.ZERO);
	}

	private Cosignatures cosignatures() {
		return new Cosignatures(this.replica.jdbc, this.replica.transactions);
	}

	private void seal(int rows) {
		this.database.execute("insert into trail (event, caller, source_address) "
				+ "select 'refused', 'portal', '192.0.2.7' from system_range(1, " + rows + ")");
		this.replica.seal();
	}

	private SignedNote checkpoint() {
		return SignedNote.parse(
				new SealedEvidence(this.replica.jdbc, this.replica.transactions, List.of()).checkpoint().orElseThrow());
	}

	private List<Long> cosigned() {
		return this.database.column(Long.class, "select size from seal_cosignature order by size");
	}

}
