package rootpassword.http;

import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSocketFactory;

import org.apache.hc.core5.io.Closer;
import rootpassword.reset.Deadline;

/**
 * Sends one HTTP/1.1 request at most once, within a deadline, and reports whether the
 * server can have received it. It follows no redirect, keeps no cookie and decodes no
 * content.
 * <p>
 * Each request has a connection of its own, because a server may close a reused
 * connection at the moment when the next request is written. Then it would be unknown
 * whether the server has read that request.
 * <p>
 * Proxy variables such as {@code HTTPS_PROXY} are ignored. The JVM properties
 * {@code https.proxyHost}, {@code https.proxyPort} and {@code http.nonProxyHosts} apply:
 * TLS then goes through a CONNECT tunnel, in which the proxy sees neither request nor
 * answer. Proxies with authentication are not supported. Plain HTTP, which is for
 * loopback addresses, uses no proxy.
 */
public final class AtMostOnceClient {

	private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

	private static final Pattern HEADER_VALUE = Pattern.compile("[\\t -~\\u0080-\\u00FF]*");

	private final Connector connector;

	private final int maxAnswer;

	/** A client that reads bodies of up to 64 KiB. */
	public AtMostOnceClient(Duration connectTimeout) {
		this(connectTimeout, 64 * 1024);
	}

	/**
	 * A client with the JVM's trusted certificates and proxy settings.
	 * @param connectTimeout limits the connecting, and after it each wait for a byte of
	 * the proxy's answer and of the TLS handshake
	 * @param maxAnswer the maximum size of the body of an answer, in bytes
	 */
	public AtMostOnceClient(Duration connectTimeout, int maxAnswer) {
		this(connectTimeout, maxAnswer, (SSLSocketFactory) SSLSocketFactory.getDefault(), ProxySelector.getDefault());
	}

	public AtMostOnceClient(Duration connectTimeout, int maxAnswer, SSLSocketFactory tls, ProxySelector proxies) {
		this.connector = new Connector(connectTimeout, tls, proxies);
		this.maxAnswer = maxAnswer;
	}

	/** Reads a document, and returns by the deadline. */
	public Delivery get(URI address, Map<String, String> headers, Deadline deadline) {
		return send("GET", address, headers, new byte[0], deadline);
	}

	/** Sends a PUT request without content, and returns by the deadline. */
	public Delivery put(URI address, Map<String, String> headers, Deadline deadline) {
		return send("PUT", address, headers, new byte[0], deadline);
	}

	/**
	 * Posts the content, and returns by the deadline.
	 * @param content the body; overwritten with zeros as soon as it is no longer needed
	 */
	public Delivery post(URI address, Map<String, String> headers, byte[] content, Deadline deadline) {
		return send("POST", address, headers, content, deadline);
	}

	private Delivery send(String method, URI address, Map<String, String> headers, byte[] content, Deadline deadline) {
		HttpExchange exchange = new HttpExchange(method, address, headers, content, deadline);
		if (!headers.entrySet().stream().allMatch(AtMostOnceClient::isValid)) {
			return exchange.giveUp("a header has an invalid name or value");
		}
		Socket socket = this.connector.socket(address);
		FutureTask<Delivery> task = new FutureTask<>(
				() -> exchange.run(this.connector, socket, address, this.maxAnswer));
		try {
			Thread.ofVirtual().name("http").start(task);
			return task.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			return exchange.giveUp("connect timeout", "read timeout");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return exchange.giveUp("interrupted");
		}
		catch (ExecutionException ex) {
			return exchange.giveUp("defect");
		}
		finally {
			// Ends the exchange. TLS is not closed, because that could wait for the
			// server
			Closer.closeQuietly(socket);
		}
	}

	private static boolean isValid(Map.Entry<String, String> header) {
		return HEADER_NAME.matcher(header.getKey()).matches() && HEADER_VALUE.matcher(header.getValue()).matches();
	}

}
