package rootpassword.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocketFactory;

import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to a server has shown, made in the same way as that of a request.
 * Nothing is sent to the server.
 *
 * @param fault the step that fails and why; {@code null} if all succeed
 * @param help what to do about the fault
 * @param proxy host and port of the proxy; {@code null} if there is none
 * @param validUntil the end of the certificate; {@code null} without TLS
 */
public record Contact(@Nullable String fault, String help, @Nullable String proxy, @Nullable Instant validUntil) {

	public static final String EXPIRED = "TLS: the certificate has expired";

	public static final String RENEW = "renew it at the server; if it is right, correct the clock of this machine";

	private static final String NETWORK = "allow it in the firewall, the security group and the NetworkPolicy, or name a "
			+ "proxy in JDK_JAVA_OPTIONS (docs/OPERATIONS.md, \"NetworkPolicy values\")";

	private static final String OTHER_SERVER = "another server answers at this address: correct the address, or what is "
			+ "between it and this machine";

	public static Contact with(URI address, Duration timeout, SSLSocketFactory tls, ProxySelector proxies) {
		Connector connector = new Connector(timeout, tls, proxies);
		String proxy = connector.proxy(address).address() instanceof InetSocketAddress server
				? server.getHostString() + ":" + server.getPort() : null;
		try (Socket socket = connector.socket(address)) {
			// Closed with the socket
			@SuppressWarnings("resource")
			DefaultBHttpClientConnection connection = connector.connect(socket, address);
			SSLSession session = connection.getSSLSession();
			return new Contact(null, "", proxy,
					(session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate)
							? certificate.getNotAfter().toInstant() : null);
		}
		catch (SSLException ex) {
			return tlsFault(ex, proxy);
		}
		catch (IOException | HttpException | RuntimeException ex) {
			String via = (proxy != null) ? " of the proxy " + proxy : "";
			return switch (ex) {
				case UnknownHostException unknown -> fault("DNS: the host" + via + " cannot be resolved",
						"correct the name, or the name server of this machine", proxy);
				case SocketTimeoutException timeOut ->
					fault("TCP: the port" + via + " does not answer", NETWORK, proxy);
				case ConnectException refused -> fault("TCP: the port" + via + " refuses connections", NETWORK, proxy);
				case HttpExchange.KnownFailure known ->
					fault("proxy: " + proxy + " refuses the tunnel, " + known.text(),
							"allow the host in the proxy; proxies with a password are not supported", proxy);
				default -> fault("TCP: the connection" + via + " ends at once", NETWORK, proxy);
			};
		}
	}

	private static Contact tlsFault(SSLException failure, @Nullable String proxy) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			switch (cause) {
				case CertificateExpiredException ex -> {
					return fault(EXPIRED, RENEW, proxy);
				}
				case CertificateNotYetValidException ex -> {
					return fault("TLS: the certificate is not valid yet", "correct the clock of this machine", proxy);
				}
				case CertPathBuilderException ex -> {
					return fault("TLS: the certificate is of a CA that this JVM does not trust",
							"trust the CA (docs/OPERATIONS.md, \"TLS and mTLS\"); a proxy that opens TLS has one of its own",
							proxy);
				}
				case CertificateException ex when ex.getClass() == CertificateException.class -> {
					return fault("TLS: the certificate is for another host", OTHER_SERVER, proxy);
				}
				default -> {
					// The reason is deeper
				}
			}
		}
		return fault("TLS: the handshake fails", OTHER_SERVER, proxy);
	}

	private static Contact fault(String fault, String help, @Nullable String proxy) {
		return new Contact(fault, help, proxy, null);
	}

}
