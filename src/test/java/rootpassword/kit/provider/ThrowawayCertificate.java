package rootpassword.kit.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for tests, made on the spot by the JDK's keytool.
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

	private static ThrowawayCertificate of(String name, String start) {
		try {
			Path directory = Files.createTempDirectory("certificate");
			Path keyStore = directory.resolve("store.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					// Starts faster
					"-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair", "-keyalg", "EC", "-alias", "stub",
					"-dname", "CN=stub", "-ext", "san=" + name, "-startdate", start, "-validity", "2", "-storetype",
					"PKCS12", "-storepass", PASSWORD, "-keystore", keyStore.toString())
				.redirectErrorStream(true)
				.start();
			String output = new String(keytool.getInputStream().readAllBytes());
			if (keytool.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
			// Deleted in reverse order
			directory.toFile().deleteOnExit();
			keyStore.toFile().deleteOnExit();
			return new ThrowawayCertificate(keyStore);
		}
		catch (IOException | InterruptedException ex) {
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
		trusted.setCertificateEntry("stub", peer.store().getCertificate("stub"));
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
