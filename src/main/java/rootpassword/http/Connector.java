package rootpassword.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * Connects to a server, through the JVM's proxy and with TLS where they apply. It has
 * finished the TLS handshake when it returns, and has sent nothing of a request.
 *
 * @param timeout for the connection, and for each wait for a byte of the proxy's answer
 * and of the TLS handshake
 */
record Connector(Duration timeout, SSLSocketFactory tls, ProxySelector proxies) {

	/** The socket for {@link #connect}. Closing it ends the exchange. */
	Socket socket(URI address) {
		Proxy proxy = proxy(address);
		return new Socket((proxy.type() == Proxy.Type.HTTP) ? Proxy.NO_PROXY : proxy);
	}

	DefaultBHttpClientConnection connect(Socket socket, URI address) throws IOException, HttpException {
		int millis = Math.clamp(this.timeout.toMillis(), 1, Integer.MAX_VALUE);
		Proxy proxy = proxy(address);
		socket.setTcpNoDelay(true);
		if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress server) {
			connect(socket, server.getHostString(), server.getPort(), millis);
			openTunnel(socket, address.getHost() + ":" + port(address));
		}
		else {
			connect(socket, address.getHost(), port(address), millis);
		}
		DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(HttpExchange.LIMITS);
		if (isTls(address)) {
			connection.bind(handshake(socket, address), socket);
		}
		else {
			connection.bind(socket);
		}
		// From here on the caller's deadline alone ends the exchange
		socket.setSoTimeout(0);
		return connection;
	}

	private SSLSocket handshake(Socket socket, URI address) throws IOException {
		SSLSocket secured = (SSLSocket) this.tls.createSocket(socket, address.getHost(), port(address), true);
		SSLParameters parameters = secured.getSSLParameters();
		// The certificate must be one for this host
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		return secured;
	}

	private static void openTunnel(Socket socket, String target) throws IOException, HttpException {
		BasicClassicHttpRequest request = new BasicClassicHttpRequest("CONNECT", (HttpHost) null, target);
		request.setHeader("Host", target);
		// Not closed, because that would close the socket
		@SuppressWarnings("resource")
		DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(HttpExchange.LIMITS);
		connection.bind(socket);
		int status = HttpExchange.EXECUTOR.execute(request, connection, HttpCoreContext.create()).getCode();
		if (status / 100 != 2) {
			throw new HttpExchange.KnownFailure("proxy answered HTTP " + status);
		}
	}

	private static void connect(Socket socket, String host, int port, int millis) throws IOException {
		socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), millis);
		socket.setSoTimeout(millis);
	}

	Proxy proxy(URI address) {
		List<Proxy> chosen = isTls(address) ? this.proxies.select(address) : List.of();
		return chosen.isEmpty() ? Proxy.NO_PROXY : chosen.getFirst();
	}

	/** The value of the Host header: without the port if it is the default. */
	static String host(URI address) {
		return address.getHost() + ((port(address) == defaultPort(address)) ? "" : ":" + port(address));
	}

	private static int port(URI address) {
		return (address.getPort() != -1) ? address.getPort() : defaultPort(address);
	}

	private static int defaultPort(URI address) {
		return isTls(address) ? 443 : 80;
	}

	private static boolean isTls(URI address) {
		return "https".equalsIgnoreCase(address.getScheme());
	}

}
