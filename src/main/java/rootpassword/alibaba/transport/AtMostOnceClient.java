package rootpassword.alibaba.transport;

import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import com.aliyuncs.http.ProtocolType;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.alibaba.transport.Delivery.Unanswered;
import rootpassword.alibaba.transport.Delivery.Unsent;
import rootpassword.http.CappedBody;
import rootpassword.reset.Deadline;

/**
 * Sends one HTTP request at most once, within a deadline, without redirects or cookies,
 * and reports whether the other side can have received it.
 * <p>
 * Proxy variables such as {@code HTTPS_PROXY} are ignored. The JVM's own properties
 * {@code https.proxyHost}, {@code https.proxyPort} and {@code http.nonProxyHosts} apply:
 * the TLS connection then goes through a CONNECT tunnel, in which the proxy sees neither
 * request nor answer. Proxies with authentication are not supported. Plain http goes
 * directly to a loopback address, never through a proxy.
 */
public final class AtMostOnceClient implements AutoCloseable {

	static {
		IdleConnectionLimit.set();
	}

	// The JDK sets these itself
	private static final Set<String> RESERVED_HEADERS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
	static {
		RESERVED_HEADERS.addAll(Set.of("Host", "Content-Length", "Connection"));
	}

	/** The maximum size of an answer, in bytes; real ones are far smaller. */
	private static final int MAX_ANSWER = 64 * 1024;

	private final HttpClient client;

	public AtMostOnceClient(ProtocolType protocol, Duration connectTimeout) {
		this(HttpClient.newBuilder()
			.proxy((protocol == ProtocolType.HTTPS) ? ProxySelector.getDefault() : HttpClient.Builder.NO_PROXY),
				connectTimeout);
	}

	public AtMostOnceClient(HttpClient.Builder builder, Duration connectTimeout) {
		builder.version(Version.HTTP_1_1)
			.followRedirects(Redirect.NEVER)
			.connectTimeout(connectTimeout)
			.executor(Executors.newVirtualThreadPerTaskExecutor());
		// A builder does not say which TLS context it has been given
		try (HttpClient given = builder.build()) {
			this.client = builder.sslContext(StrictHandshake.over(given.sslContext())).build();
		}
	}

	public Delivery deliver(URI address, Map<String, String> headers, byte[] content, Deadline deadline) {
		OneTimeBody body = new OneTimeBody(content, deadline);
		HttpRequest.Builder request = HttpRequest.newBuilder(address).POST(body);
		headers.forEach((name, value) -> {
			if (!RESERVED_HEADERS.contains(name)) {
				request.header(name, value);
			}
		});
		CompletableFuture<HttpResponse<byte[]>> answer = this.client.sendAsync(request.build(),
				(info) -> new CappedBody(MAX_ANSWER));
		try {
			HttpResponse<byte[]> response = answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			// Only a proxy can answer what the other side was not asked
			return body.withhold() ? new Unsent("proxy answered HTTP " + response.statusCode())
					: new Answered(response.statusCode(),
							response.headers().firstValue("x-acs-retry-after").orElse(null), response.body());
		}
		catch (TimeoutException ex) {
			return body.withhold() ? new Unsent("connect timeout") : new Unanswered("read timeout");
		}
		catch (ExecutionException ex) {
			return body.withhold() ? new Unsent(whyUnsent(ex)) : new Unanswered(whyUnanswered(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return body.withhold() ? new Unsent("interrupted") : new Unanswered("interrupted");
		}
		finally {
			if (answer.isDone()) {
				// Nothing of it is sent any more, but the connection would keep it
				Arrays.fill(content, (byte) 0);
			}
			answer.cancel(true);
		}
	}

	private static String whyUnsent(Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof HttpConnectTimeoutException) {
				return "connect timeout";
			}
			if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
				return "unknown host";
			}
			if (cause instanceof SSLException) {
				return "TLS handshake failed";
			}
		}
		return "no connection";
	}

	private static String whyUnanswered(Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof CappedBody.TooLongException) {
				return "answer too long";
			}
		}
		return "connection lost before the end of the answer";
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

}
