package rootpassword.evidence.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.tree.Hash;
import rootpassword.evidence.tree.MemoryTiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Checkpoints and proofs as text: one form, and no other.
 */
class CheckpointTests {

	private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

	@ParameterizedTest
	@ValueSource(strings = { "log\n0\n" + ROOT + "\n", "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n",
			"a log with spaces\n9223372036854775807\n" + ROOT + "\n" })
	void aCheckpointKeepsItsText(String text) {
		assertThat(Checkpoint.parse(text).text()).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "log\n", "log\n1\n" + ROOT, "log\n01\n" + ROOT + "\n", "log\n-1\n" + ROOT + "\n",
			"log\n+1\n" + ROOT + "\n", "log\n 1\n" + ROOT + "\n", "log\n1 \n" + ROOT + "\n", "log\n\n" + ROOT + "\n",
			"log\n\u0661\n" + ROOT + "\n", "log\n9223372036854775808\n" + ROOT + "\n",
			"log\n18446744073709551616\n" + ROOT + "\n", "\n1\n" + ROOT + "\n", "log\n1\nAAAA\n",
			"log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", "log\n1\n" + ROOT + "\n\n",
			"log\n1\n" + ROOT + "\nextension\n", "log\r\n1\r\n" + ROOT + "\r\n", "log\n1\n" + ROOT + "=\n" })
	void noOtherTextIsACheckpoint(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "two\nlines", "tab\t", "half \ud800" })
	void anOriginIsOneLine(String origin) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Checkpoint(origin, 1, Hash.EMPTY_ROOT));
	}

	@Test
	void aProofKeepsItsTextAndProvesItsLeafOnly() throws GeneralSecurityException {
		NoteSigner signer = signer("log");
		MemoryTiles tiles = new MemoryTiles();
		for (int i = 0; i < 11; i++) {
			tiles.add(leaf(i));
		}
		String state = new Checkpoint("log", 11, tiles.tree(11).root()).text();
		SignedNote checkpoint = SignedNote.of(state).with(signer.sign(state));
		for (int i = 0; i < 11; i++) {
			ProofReader.Proof proof = new ProofReader.Proof(i, tiles.tree(11).inclusionProof(i), checkpoint);
			assertThat(ProofReader.parse(proof.toString())).hasToString(proof.toString());
			assertThat(ProofReader.proves(proof, leaf(i), signer.verifierKey())).isTrue();
			assertThat(ProofReader.proves(proof, leaf(i + 1), signer.verifierKey())).isFalse();
			assertThat(ProofReader.proves(proof, leaf(i), signer("log").verifierKey())).isFalse();
		}
	}

	@Test
	void aProofOfAnotherOriginProvesNothing() throws GeneralSecurityException {
		NoteSigner signer = signer("log");
		String state = new Checkpoint("another", 1, leaf(0)).text();
		ProofReader.Proof proof = new ProofReader.Proof(0, List.of(), SignedNote.of(state).with(signer.sign(state)));
		assertThat(ProofReader.proves(proof, leaf(0), signer.verifierKey())).isFalse();
	}

	@Test
	void noOtherTextIsAProof() throws GeneralSecurityException {
		String state = new Checkpoint("log", 2, leaf(0)).text();
		String text = new ProofReader.Proof(1, List.of(leaf(0)), SignedNote.of(state).with(signer("log").sign(state)))
			.toString();
		assertThat(text).startsWith("c2sp.org/tlog-proof@v1\nindex 1\n" + leaf(0).base64() + "\n\nlog\n2\n");
		for (String other : new String[] { "", text.replace("@v1", "@v2"), text.replace("index 1", "index 01"),
				text.replace("index", "extra AAAA\nindex"), text.replace(leaf(0).base64() + "\n\n", "AAAA\n\n"),
				text + "\n", text.substring(0, text.length() - 1) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> ProofReader.parse(other));
		}
	}

	private static NoteSigner signer(String name) throws GeneralSecurityException {
		return new NoteSigner(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
	}

	private static Hash leaf(int index) {
		return Hash.ofLeaf(("leaf " + index).getBytes(StandardCharsets.UTF_8));
	}

}
