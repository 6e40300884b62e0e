package rootpassword.login;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/** A login that shows nothing. The message is this program's own and quotes no peer. */
final class LoginFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	LoginFailedException(String message) {
		super(message);
	}

	/** Says why a login failed, without a word of the peer. */
	static String cause(@Nullable Throwable thrown) {
		return switch (thrown) {
			case LoginFailedException ex -> String.valueOf(ex.getMessage());
			case UnknownHostException ex -> "unknown host";
			case ConnectException ex -> "connection refused";
			case SSLException ex -> tlsCause(ex);
			case IOException ex -> "connection lost";
			case null, default -> throw new IllegalStateException(thrown);
		};
	}

	/**
	 * The JDK has no types for the two cases. It throws subclasses of
	 * {@link CertificateException} for a chain without a trusted end, and the class
	 * itself for a name.
	 */
	private static String tlsCause(@Nullable Throwable thrown) {
		return switch (thrown) {
			case null -> "TLS handshake failed";
			case CertificateException ex when ex.getClass() == CertificateException.class ->
				"certificate with a wrong name";
			case CertificateException ex -> "certificate not trusted";
			default -> tlsCause(thrown.getCause());
		};
	}

}
