package rootpassword.evidence.tree;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rootpassword.evidence.note.Checkpoint;
import rootpassword.evidence.note.NoteSigner;
import rootpassword.evidence.note.SignedNote;
import rootpassword.evidence.note.VerifierKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Go's {@code golang.org/x/mod/sumdb/tlog} and {@code note} (v0.43.0) gave for 300
 * leaves, the texts {@code go leaf 0} to {@code go leaf 299}.
 */
class GoTreeTests {

	private static final String KEY = "example.com/log+668498c0+Aet6KMKgUFNlGtOlgwNZeb50lrPWxnYqKAq1WCR2nsn5";

	private static final String NOTE = """
			example.com/log
			300
			UL1DABv3QlJFZYP7CAOLIz6iWFu2MvGntI4TPtZKJCc=

			\u2014 example.com/log ZoSYwN9xCPbYyONi7CsH5R7ZKEEwZhb4FCm+PvgBn8UYlX/baEXpOFiNItasUJ5N13PNmwT0TkZCndEWrOJxAbPQjQc=
			""";

	@ParameterizedTest
	@CsvSource({
			"7, 07dec757926cc4eddd20135e91bb1ee93de7981e55085c5819bac49e71ba68fe, "
					+ "3, d6d113ec16c8a4f8b443e3a4d011d9db0ef862114aef56d62fea18cf261de185 "
					+ "571711d48b4e03ec5f81260d9c385cb3ca70b091fa6476187a453e9cfac4fdb4 "
					+ "c9b810ec50d427d3646cbdd1549cc58bfeadae31818acf91fb1949432a5fdcc2, "
					+ "4, c9b810ec50d427d3646cbdd1549cc58bfeadae31818acf91fb1949432a5fdcc2",
			"257, 7ef168e94a406416f74ab764b11204a1c182fd1d94d4b10d0d8b05ceb04a62a6, "
					+ "256, e6a896d75c43759a4e8e1821f6cd62e078945f7680708bde8cf57082d623db7b, "
					+ "200, 5c70ebfa47285ab9e6a9fe974a7e9461ef55a7c60b4df16ff9dd023966fed45d "
					+ "386e6a99333a630a9f260283b5fdd0c67c23958c0eafa907ad1e61f795d0a23d "
					+ "d9e87b09541313ce104c929e448f404f63086a4793c8fea21cd646bdf06e83f5 "
					+ "9ba8079bb7751cd74d279c569957be5a0a5c4dfe9d58f5889112d48f3ef0b457 "
					+ "cd25a82312b5dbaeaac77d83667db836404f7b702d7b11284b75c8f8a8413a6f "
					+ "d1056d08938c883a3d9a43ee9bef4edaed9b516cc2fa6815b7347917a965d202 "
					+ "d00802bbdc8e51444b0bdd72aea7c5a5e069d286ab9fd63254ffabedb5ea83cc",
			"300, 50bd43001bf74252456583fb08038b233ea2585bb632f1a7b48e133ed64a2427, "
					+ "255, 0e98063287a9f9bf42207f42e015315fead379c48471e676120f8898055dfe01 "
					+ "f98b676ec7d3d036fc6b0890efbe1c28a996a6e54fcbc8565d9014b9de3042e7 "
					+ "4435a2db4647ce101f4044574bae90b6e4e70fd208affbfb9bbe9d1d4b3989f4 "
					+ "5e582839b1bdb522ec784c2e43bc55d964e744ceb4a783487b7baa6ee3ac76f1 "
					+ "19fbc5750088be27755f122e3550f85e7847c8e1791ab5667d4a5d76770346d5 "
					+ "c0b1d37b2e5652ca382749c6d82bbc3fa643d7e7225d6b5507a548347112c722 "
					+ "cd25a82312b5dbaeaac77d83667db836404f7b702d7b11284b75c8f8a8413a6f "
					+ "d1056d08938c883a3d9a43ee9bef4edaed9b516cc2fa6815b7347917a965d202 "
					+ "2bc1c28dc07c7d1c0344e0c908fa2eb192f6a298136321bae4f4c2de0b4fe048, "
					+ "256, 2bc1c28dc07c7d1c0344e0c908fa2eb192f6a298136321bae4f4c2de0b4fe048" })
	void rootsAndProofs(int size, String root, int index, String inclusion, int oldSize, String consistency) {
		MemoryTiles tiles = new MemoryTiles();
		for (int i = 0; i < 300; i++) {
			tiles.add(Hash.ofLeaf(("go leaf " + i).getBytes(StandardCharsets.UTF_8)));
		}
		assertThat(tiles.tree(size).root()).hasToString(root);
		assertThat(tiles.tree(size).inclusionProof(index)).isEqualTo(hashes(inclusion));
		assertThat(tiles.tree(size).consistencyProof(oldSize)).isEqualTo(hashes(consistency));
	}

	@Test
	void keyAndNote() throws GeneralSecurityException {
		SignedNote note = SignedNote.parse(NOTE);
		assertThat(note.verifiedBy(VerifierKey.parse(KEY))).isTrue();
		assertThat(Checkpoint.parse(note.text()).root())
			.hasToString("50bd43001bf74252456583fb08038b233ea2585bb632f1a7b48e133ed64a2427");
		byte[] pkcs8 = HexFormat.of()
			.parseHex("302e020100300506032b657004220420"
					+ "924b7e357c1b0e1badddad9ff6280c89e0f626f261cce2fb7c85e3048b9f1c7a");
		PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
		NoteSigner signer = new NoteSigner("example.com/log", key);
		assertThat(signer.verifierKey()).hasToString(KEY);
		assertThat(SignedNote.of(note.text()).with(signer.sign(note.text()))).hasToString(NOTE);
	}

	private static List<Hash> hashes(String hexadecimal) {
		return Stream.of(hexadecimal.split(" ")).map((each) -> Hash.of(HexFormat.of().parseHex(each))).toList();
	}

}
