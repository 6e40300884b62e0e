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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import com.aliyuncs.http.ProtocolType;
import rootpassword.alibaba.transport.Delivery.Answered;
import rootpassword.alibaba.transport.Delivery.Unanswered;
import rootpassword.alibaba.transport.Delivery.Unsent;
import rootpassword.http.CappedBody;
import rootpassword.reset.Deadline;

/**
 * Sends one HTTP request at most once, within a deadline, without redirects or cookies,
 * and reports whether the server can have received it.
 * <p>
 * Proxy variables such as {@code HTTPS_PROXY} are ignored. The JVM properties
 * {@code https.proxyHost}, {@code https.proxyPort} and {@code http.nonProxyHosts} apply:
 * TLS then goes through a CONNECT tunnel, in which the proxy sees neither request nor
 * answer. Proxies with authentication are not supported. Plain HTTP, which is for
 * loopback addresses, uses no proxy.
 */
public final class AtMostOnceClient implements AutoCloseable {

	static {
		IdleConnectionLimit.set();
	}

	/** Headers that the JDK sets itself, in lower case. */
	private static final Set<String> RESERVED_HEADERS = Set.of("host", "content-length", "connection");

	/** The maximum size of an answer, in bytes; those to a reset are far smaller. */
	private static final int MAX_ANSWER = 64 * 1024;

	private final HttpClient client;

	private final int maxAnswer;

	public AtMostOnceClient(ProtocolType protocol, Duration connectTimeout) {
		this(protocol, connectTimeout, MAX_ANSWER);
	}

	/** A client that reads answers up to this number of bytes. */
	public AtMostOnceClient(ProtocolType protocol, Duration connectTimeout, int maxAnswer) {
		this(HttpClient.newBuilder()
			.proxy((protocol == ProtocolType.HTTPS) ? ProxySelector.getDefault() : HttpClient.Builder.NO_PROXY),
				connectTimeout, maxAnswer);
	}

	public AtMostOnceClient(HttpClient.Builder builder, Duration connectTimeout) {
		this(builder, connectTimeout, MAX_ANSWER);
	}

	private AtMostOnceClient(HttpClient.Builder builder, Duration connectTimeout, int maxAnswer) {
		this.maxAnswer = maxAnswer;
		builder.version(Version.HTTP_1_1)
			.followRedirects(Redirect.NEVER)
			.connectTimeout(connectTimeout)
			.executor(Executors.newVirtualThreadPerTaskExecutor());
		// The builder has no getter for its TLS context
		try (HttpClient given = builder.build()) {
			this.client = builder.sslContext(StrictHandshake.of(given.sslContext())).build();
		}
	}

	/**
	 * Sends the request, and returns by the deadline.
	 * @param content the body; overwritten with zeros as soon as it is no longer needed
	 */
	public Delivery deliver(URI address, Map<String, String> headers, byte[] content, Deadline deadline) {
		OneTimeBody body = new OneTimeBody(content, deadline);
		HttpRequest.Builder request = HttpRequest.newBuilder(address).POST(body);
		headers.forEach((name, value) -> {
			if (!RESERVED_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
				request.header(name, value);
			}
		});
		CompletableFuture<HttpResponse<byte[]>> answer = this.client.sendAsync(request.build(),
				(info) -> new CappedBody(this.maxAnswer));
		try {
			HttpResponse<byte[]> response = answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			// Without the body the provider cannot answer, so a proxy did
			return body.withhold() ? new Unsent("proxy answered HTTP " + response.statusCode())
					: new Answered(response.statusCode(),
							response.headers().firstValue("x-acs-retry-after").orElse(null), response.body());
		}
		catch (TimeoutException ex) {
			return body.withhold() ? new Unsent("connect timeout") : new Unanswered("read timeout");
		}
		catch (ExecutionException ex) {
			return body.withhold() ? new Unsent(unsentCause(ex)) : new Unanswered(unansweredCause(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return body.withhold() ? new Unsent("interrupted") : new Unanswered("interrupted");
		}
		finally {
			if (answer.isDone()) {
				// The request has ended, but the connection keeps a reference
				Arrays.fill(content, (byte) 0);
			}
			answer.cancel(true);
		}
	}

	private static String unsentCause(Throwable thrown) {
		return has(thrown, HttpConnectTimeoutException.class) ? "connect timeout"
				: has(thrown, UnresolvedAddressException.class, UnknownHostException.class) ? "unknown host"
						: has(thrown, SSLException.class) ? "TLS handshake failed" : "no connection";
	}

	private static String unansweredCause(Throwable thrown) {
		return has(thrown, CappedBody.TooLongException.class) ? "answer too long"
				: "connection lost before the end of the answer";
	}

	private static boolean has(Throwable thrown, Class<?>... causes) {
		return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
			.anyMatch((cause) -> Stream.of(causes).anyMatch((type) -> type.isInstance(cause)));
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

}
