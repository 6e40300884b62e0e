package rootpassword.evidence.note;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rootpassword.evidence.tree.Hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Notes: the published examples, round trips, and what is refused.
 */
class NotesTests {

	/** The example in the documentation of Go's package {@code note}. */
	private static final String TEXT = "If you think cryptography is the answer to your problem,\n"
			+ "then you don't know what your problem is.\n";

	private static final String SIGNATURE = "\u2014 PeterNeumann "
			+ "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

	private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

	private static final String PRIVATE_KEY = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

	@Test
	void verifiesThePublishedNote() {
		SignedNote note = SignedNote.parse(TEXT + "\n" + SIGNATURE + "\n");
		assertThat(note.text()).isEqualTo(TEXT);
		assertThat(note.signatures()).containsExactly(SIGNATURE);
		assertThat(note.verifiedBy(VerifierKey.parse(KEY))).isTrue();
	}

	@Test
	void signsThePublishedNote() throws GeneralSecurityException {
		NoteSigner signer = new NoteSigner("PeterNeumann", privateKey(Base64.getDecoder().decode(PRIVATE_KEY)));
		assertThat(signer.verifierKey()).hasToString(KEY);
		assertThat(signer.sign(TEXT)).isEqualTo(SIGNATURE);
	}

	@Test
	void noChangedNoteIsVerified() {
		VerifierKey key = VerifierKey.parse(KEY);
		byte[] blob = Base64.getDecoder().decode(SIGNATURE.substring(SIGNATURE.lastIndexOf(' ') + 1));
		for (int bit = 0; bit < blob.length * 8; bit++) {
			byte[] changed = blob.clone();
			changed[bit / 8] ^= (byte) (1 << (bit % 8));
			String line = "\u2014 PeterNeumann " + Base64.getEncoder().encodeToString(changed);
			assertThat(SignedNote.of(TEXT).with(line).verifiedBy(key)).isFalse();
		}
		assertThat(SignedNote.of(TEXT.replace("your", "Your")).with(SIGNATURE).verifiedBy(key)).isFalse();
		assertThat(SignedNote.of(TEXT + "\n").with(SIGNATURE).verifiedBy(key)).isFalse();
		assertThat(SignedNote.of(TEXT).with(SIGNATURE.replace("Peter", "Paul")).verifiedBy(key)).isFalse();
		assertThat(SignedNote.of(TEXT).verifiedBy(key)).isFalse();
	}

	@Test
	void signaturesOfOthersDoNotMatterButAFalseOneUnderTheSameKeyDoes() throws GeneralSecurityException {
		VerifierKey key = VerifierKey.parse(KEY);
		NoteSigner other = new NoteSigner("PeterNeumann", newKey());
		SignedNote both = SignedNote.of(TEXT).with(other.sign("Another text\n")).with(SIGNATURE);
		assertThat(both.verifiedBy(key)).isTrue();
		assertThat(both.verifiedBy(other.verifierKey())).isFalse();
		assertThat(SignedNote.parse(both.toString())).hasToString(both.toString());
		String falsified = SIGNATURE.replace("nAM=", "nBM=");
		assertThat(both.with(falsified).verifiedBy(key)).isFalse();
	}

	@Test
	void aKeyPairOfThisMachineWorksLikeAnyOther() throws GeneralSecurityException {
		for (int i = 0; i < 50; i++) {
			KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
			VerifierKey key = new NoteSigner("example.com/log", pair.getPrivate()).verifierKey();
			byte[] x509 = pair.getPublic().getEncoded();
			assertThat(Base64.getDecoder().decode(key.toString().split("\\+", 3)[2]))
				.endsWith(Arrays.copyOfRange(x509, x509.length - 32, x509.length));
			assertThat(VerifierKey.parse(key.toString())).hasToString(key.toString());
		}
	}

	@Test
	void onlyAnEd25519KeySigns() throws GeneralSecurityException {
		for (String algorithm : new String[] { "Ed448", "EC", "X25519" }) {
			PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
			assertThatIllegalArgumentException().isThrownBy(() -> new NoteSigner("log", key));
		}
	}

	@Test
	void aTextEndsAtTheLastEmptyLine() {
		SignedNote note = SignedNote.parse("one\n\ntwo\n\n" + SIGNATURE + "\n");
		assertThat(note.text()).isEqualTo("one\n\ntwo\n");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "\n", "text\n", "text\n\n", "text\n\n\u2014 name AAAAAAA=", "text\n\u2014 name AAAAAAA=\n",
					"text\n\n- name AAAAAAA=\n", "text\n\n\u2014 name AAAAAA==\n", "text\n\n\u2014 name AAAAAAB=\n",
					"text\n\n\u2014 name AAAAAAA\n", "text\n\n\u2014  AAAAAAA=\n", "text\n\n\u2014 na me AAAAAAA=\n",
					"text\n\n\u2014 na+me AAAAAAA=\n", "text\n\n\u2014 na\u00a0me AAAAAAA=\n",
					"text\n\n\u2014 name AAAAAAA= \n", "te\txt\n\n\u2014 name AAAAAAA=\n",
					"text\r\n\n\u2014 name AAAAAAA=\n", "te\ud800xt\n\n\u2014 name AAAAAAA=\n" })
	void noOtherFormIsANote(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(text));
	}

	@Test
	void aNoteHasAtMostHundredSignatures() {
		String hundred = TEXT + "\n" + (SIGNATURE + "\n").repeat(100);
		assertThat(SignedNote.parse(hundred).verifiedBy(VerifierKey.parse(KEY))).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(hundred + SIGNATURE + "\n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "PeterNeumann", "PeterNeumann+c74f20a3",
			"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			"Peterneumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
			"PeterNeumann+c74f20a3+AhpcNQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy1w==",
			"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW ",
			"+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW" })
	void noOtherFormIsAVerifierKey(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.parse(text));
	}

	@Test
	void aKeyIsAPointOfTheCurve() {
		byte[] noPoint = HexFormat.of().parseHex("0102" + "00".repeat(31));
		assertThatIllegalArgumentException().isThrownBy(() -> new VerifierKey("log", noPoint));
	}

	/** The example of C2SP tlog-cosignature, whose key is not published. */
	@Test
	void readsACosignature() {
		SignedNote note = SignedNote
			.parse("""
					example.com/behind-the-sofa
					20852163
					CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

					\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
					\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
					""");
		assertThat(Checkpoint.parse(note.text()).size()).isEqualTo(20_852_163);
		assertThat(VerifierKey.cosigned(1679315147, note.text()))
			.startsWith("cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n");
	}

	@Test
	void verifiesACosignatureWithItsTimeOnly() throws GeneralSecurityException {
		PrivateKey witness = newKey();
		VerifierKey key = new VerifierKey("witness.example", NoteSigner.typeAndKey(VerifierKey.COSIGNATURE, witness));
		assertThat(VerifierKey.parse(key.toString())).hasToString(key.toString());
		String text = new Checkpoint("log", 7, Hash.EMPTY_ROOT).text();
		for (long time : new long[] { 0, 1_790_000_000, Long.MAX_VALUE }) {
			byte[] signed = NoteSigner.sign(witness, VerifierKey.cosigned(time, text));
			assertThat(cosigned(text, key, time, signed).verifiedBy(key)).isTrue();
			assertThat(cosigned(text, key, time ^ 1, signed).verifiedBy(key)).isFalse();
			assertThat(cosigned(text.replace("7", "8"), key, time, signed).verifiedBy(key)).isFalse();
		}
		byte[] negative = NoteSigner.sign(witness, VerifierKey.cosigned(-1, text));
		assertThat(cosigned(text, key, -1, negative).verifiedBy(key)).isFalse();
		VerifierKey asLog = new VerifierKey("witness.example", NoteSigner.typeAndKey(VerifierKey.NOTE, witness));
		byte[] signed = NoteSigner.sign(witness, VerifierKey.cosigned(5, text));
		assertThat(cosigned(text, key, 5, signed).verifiedBy(asLog)).isFalse();
	}

	private static SignedNote cosigned(String text, VerifierKey key, long time, byte[] signed) {
		byte[] blob = ByteBuffer.allocate(8 + signed.length).putLong(time).put(signed).array();
		return SignedNote.of(text).with(SignedNote.signatureLine(key, blob));
	}

	private static PrivateKey newKey() throws GeneralSecurityException {
		return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
	}

	/** A PKCS#8 key of a type byte and 32 bytes. */
	private static PrivateKey privateKey(byte[] typed) throws GeneralSecurityException {
		byte[] head = HexFormat.of().parseHex("302e020100300506032b657004220420");
		byte[] encoded = Arrays.copyOf(head, head.length + 32);
		System.arraycopy(typed, 1, encoded, head.length, 32);
		return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
	}

}
