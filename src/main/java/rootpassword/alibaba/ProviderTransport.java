package rootpassword.alibaba;

import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import com.aliyuncs.http.CallBack;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.IHttpClient;
import rootpassword.alibaba.Delivery.Answered;
import rootpassword.alibaba.Delivery.Unanswered;
import rootpassword.alibaba.Delivery.Unsent;
import rootpassword.reset.Deadline;

/**
 * Carries one signed request in the SDK's place: once, without redirects or cookies, cut
 * off at the deadline, and knowing afterwards whether the provider can have it.
 * <p>
 * The answer passes through the SDK unread ({@link Receipt}), because the SDK's own
 * readers hang on malformed JSON and resolve XML entities.
 */
final class ProviderTransport extends IHttpClient {

	static {
		IdleConnectionLimit.set();
	}

	// The JDK sets these itself
	private static final Set<String> RESERVED_HEADERS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
	static {
		RESERVED_HEADERS.addAll(Set.of("Host", "Content-Length", "Connection"));
	}

	private final HttpClient client;

	private final AlibabaProperties properties;

	ProviderTransport(AlibabaProperties properties, HttpClient.Builder builder) {
		this.properties = properties;
		this.client = builder.version(Version.HTTP_1_1)
			.followRedirects(Redirect.NEVER)
			.connectTimeout(properties.connectTimeout())
			.executor(Executors.newVirtualThreadPerTaskExecutor())
			.build();
	}

	@Override
	public Receipt syncInvoke(com.aliyuncs.http.HttpRequest signed) {
		return new Receipt(deliver(signed));
	}

	private Delivery deliver(com.aliyuncs.http.HttpRequest signed) {
		Deadline deadline = Deadline.in(this.properties.deadline());
		OneTimeBody body = new OneTimeBody(signed.getHttpContent());
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(signed.getSysUrl())).POST(body);
		signed.getSysHeaders().forEach((name, value) -> {
			if (!RESERVED_HEADERS.contains(name)) {
				request.header(name, value);
			}
		});
		CompletableFuture<HttpResponse<byte[]>> answer = this.client.sendAsync(request.build(),
				(info) -> new CappedBody());
		try {
			HttpResponse<byte[]> response = answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
			// Only a proxy can answer what the provider was not asked
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

	@Override
	public boolean isSingleton() {
		return false;
	}

	@Override
	protected void init(HttpClientConfig config) {
		// All that it needs came with the constructor
	}

	@Override
	public Future<com.aliyuncs.http.HttpResponse> asyncInvoke(com.aliyuncs.http.HttpRequest request,
			CallBack callback) {
		throw new UnsupportedOperationException();
	}

	@Deprecated
	@Override
	public void ignoreSSLCertificate() {
		throw new UnsupportedOperationException("Certificates are always checked");
	}

	@Deprecated
	@Override
	public void restoreSSLCertificate() {
		// They were never ignored
	}

	/**
	 * Whatever happened, the SDK sees an empty success, which it hands through untouched.
	 */
	static final class Receipt extends com.aliyuncs.http.HttpResponse {

		private final Delivery delivery;

		Receipt(Delivery delivery) {
			this.delivery = delivery;
			setStatus(200);
		}

		Delivery delivery() {
			return this.delivery;
		}

	}

}
