package rootpassword.release;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Date;

import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;

/**
 * A PGP key for one test, with a passphrase.
 *
 * @param ring its ring of public keys, as a file
 */
record ThrowAwayKey(ChartPackage.SigningKey signing, Path ring, PGPPublicKeyRing key) {

	static ThrowAwayKey make(Path directory) throws Exception {
		KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
		rsa.initialize(2048);
		JcaPGPKeyPair pair = new JcaPGPKeyPair(PublicKeyPacket.VERSION_4, PGPPublicKey.RSA_GENERAL,
				rsa.generateKeyPair(), new Date());
		PGPDigestCalculator sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
		PGPSignatureSubpacketGenerator flags = new PGPSignatureSubpacketGenerator();
		// Helm finds no signer in a key that does not say what it is for
		flags.setKeyFlags(false, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
		PGPKeyRingGenerator generator = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, pair,
				"Throw-away <nobody@example.com>", sha1, flags.generate(), null,
				new BcPGPContentSignerBuilder(pair.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256),
				new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1)
					.build("passphrase".toCharArray()));
		Path secret = directory.resolve("secret.gpg");
		try (OutputStream out = Files.newOutputStream(secret)) {
			generator.generateSecretKeyRing().encode(out);
		}
		Path ring = directory.resolve("public.gpg");
		PGPPublicKeyRing key = generator.generatePublicKeyRing();
		try (OutputStream out = Files.newOutputStream(ring)) {
			key.encode(out);
		}
		return new ThrowAwayKey(new ChartPackage.SigningKey("Throw-away", secret,
				Files.writeString(directory.resolve("passphrase"), "passphrase")), ring, key);
	}

	/** Whether this key signed the text of a clear-signed file as it stands there. */
	boolean signed(Path file) throws Exception {
		try (ArmoredInputStream in = new ArmoredInputStream(Files.newInputStream(file))) {
			String text = text(in);
			PGPSignature signature = ((PGPSignatureList) new JcaPGPObjectFactory(in).nextObject()).get(0);
			signature.init(new BcPGPContentVerifierBuilderProvider(), this.key.getPublicKey());
			signature.update(text.getBytes(StandardCharsets.ISO_8859_1));
			return signature.verify();
		}
	}

	/**
	 * The bytes as RFC 9580 signs them: lines without white space at their ends, joined
	 * by CRLF.
	 */
	private static String text(ArmoredInputStream in) throws Exception {
		StringBuilder text = new StringBuilder();
		for (int next = in.read(); next >= 0 && in.isClearText(); next = in.read()) {
			text.append((char) next);
		}
		return text.toString().stripTrailing().replaceAll("[ \\t\\r]*\\n", "\r\n");
	}

}
