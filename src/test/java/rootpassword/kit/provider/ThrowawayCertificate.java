package rootpassword.kit.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for tests, self-signed or of a CA of its own, made on the spot by the
 * JDK's keytool.
 */
public final class ThrowawayCertificate {

	static final String PASSWORD = "throw-away";

	private final Path keyStore;

	private ThrowawayCertificate(Path keyStore) {
		this.keyStore = keyStore;
	}

	/** For one subject alternative name, like {@code ip:127.0.0.1}. */
	public static ThrowawayCertificate of(String name) {
		return of(name, "-0d");
	}

	/** One that has ended. */
	public static ThrowawayCertificate expired(String name) {
		return of(name, "-9d");
	}

	/** One of a CA, which others trust instead of the certificate, that has ended. */
	public static ThrowawayCertificate expiredOfCa(String name) {
		Path keyStore = newKeyStore();
		generate(keyStore, "ca", "-9d", "-ext", "bc:c");
		generate(keyStore, "stub", "-9d", "-ext", "san=" + name, "-signer", "ca");
		keytool(keyStore, "-delete", "-alias", "ca");
		return new ThrowawayCertificate(keyStore);
	}

	private static ThrowawayCertificate of(String name, String start) {
		Path keyStore = newKeyStore();
		generate(keyStore, "stub", start, "-ext", "san=" + name);
		return new ThrowawayCertificate(keyStore);
	}

	private static void generate(Path keyStore, String alias, String start, String... more) {
		keytool(keyStore,
				Stream
					.concat(Stream.of("-genkeypair", "-keyalg", "EC", "-alias", alias, "-dname", "CN=" + alias,
							"-startdate", start, "-validity", "ca".equals(alias) ? "99" : "2"), Stream.of(more))
					.toArray(String[]::new));
	}

	private static void keytool(Path keyStore, String... command) {
		try {
			Process keytool = new ProcessBuilder(Stream
				// Starts faster
				.of(Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
						"-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"), Stream.of(command),
						Stream.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", keyStore.toString()))
				.flatMap((part) -> part)
				.toList()).redirectErrorStream(true).start();
			String output = new String(keytool.getInputStream().readAllBytes());
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path newKeyStore() {
		try {
			Path directory = Files.createTempDirectory("certificate");
			Path keyStore = directory.resolve("store.p12");
			// Deleted in reverse order
			directory.toFile().deleteOnExit();
			keyStore.toFile().deleteOnExit();
			return keyStore;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Presents this certificate and trusts it and no other. */
	public SSLContext context() {
		return context(this);
	}

	/** Presents this certificate and trusts the other's and no other. */
	public SSLContext context(ThrowawayCertificate other) {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store(), PASSWORD.toCharArray());
			return context(keys.getKeyManagers(), other);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Presents no certificate, and trusts this one and no other. */
	public SSLContext trusted() {
		try {
			return context(null, this);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static SSLContext context(KeyManager[] keys, ThrowawayCertificate peer)
			throws IOException, GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		Certificate[] chain = peer.store().getCertificateChain("stub");
		trusted.setCertificateEntry("trusted", chain[chain.length - 1]);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys, trust.getTrustManagers(), null);
		return context;
	}

	/** Writes the certificate and, unless {@code null}, its key as PEM. */
	public void write(Path certificate, Path key) {
		try {
			Files.writeString(certificate, pem("CERTIFICATE", store().getCertificate("stub").getEncoded()));
			if (key != null) {
				Files.writeString(key, pem("PRIVATE KEY", store().getKey("stub", PASSWORD.toCharArray()).getEncoded()));
			}
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore store() throws IOException, GeneralSecurityException {
		try (InputStream input = Files.newInputStream(this.keyStore)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(input, PASSWORD.toCharArray());
			return store;
		}
	}

	private static String pem(String label, byte[] content) {
		return "-----BEGIN " + label + "-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content) + "\n-----END " + label
				+ "-----\n";
	}

	public Path keyStore() {
		return this.keyStore;
	}

	/** Options of a JVM that trusts this certificate and no other. */
	public List<String> trustOptions() {
		return List.of("-Djavax.net.ssl.trustStore=" + this.keyStore, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
	}

}
