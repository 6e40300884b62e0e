package rootpassword.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.SSLException;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;

/**
 * One request and its answer. HttpCore writes and reads the messages on the socket that
 * it is given, and logs nothing.
 */
final class HttpExchange {

	static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();

	static final Http1Config LIMITS = Http1Config.custom().setMaxLineLength(16 * 1024).setMaxHeaderCount(200).build();

	private final BasicClassicHttpRequest request;

	private final SingleUseBody body;

	/** The status of the answer; 0 before its head has been read. */
	private volatile int status;

	HttpExchange(String method, URI address, Map<String, String> headers, SingleUseBody body) {
		this.request = new BasicClassicHttpRequest(method, address);
		headers.forEach(this.request::setHeader);
		// Replaces headers of the caller with these names
		this.request.setHeader("Host", Connector.host(address));
		this.request.setHeader("Connection", "close");
		this.body = body;
		if (!method.equals("GET")) {
			HttpEntity entity = body.entity();
			this.request.setHeader("Content-Length", entity.getContentLength());
			this.request.setEntity(entity);
		}
	}

	/**
	 * Connects, sends and reads.
	 * @param maxAnswer the maximum size of the answer's body, in bytes
	 */
	Delivery run(Connector connector, Socket socket, URI address, int maxAnswer) {
		try (socket; DefaultBHttpClientConnection connection = connector.connect(socket, address)) {
			if (this.request.getEntity() == null) {
				this.body.start();
			}
			return read(EXECUTOR.execute(this.request, connection, HttpCoreContext.create()), maxAnswer);
		}
		catch (IOException | HttpException | RuntimeException ex) {
			return giveUp(unsentCause(ex),
					(ex instanceof KnownFailure known) ? known.text : "connection lost before the end of the answer");
		}
		finally {
			this.body.erase();
		}
	}

	private Delivery read(ClassicHttpResponse response, int maxAnswer) throws IOException {
		this.status = response.getCode();
		byte[] content = (response.getEntity() != null) ? response.getEntity().getContent().readNBytes(maxAnswer + 1)
				: new byte[0];
		if (content.length > maxAnswer) {
			throw new KnownFailure("answer too long");
		}
		Map<String, String> headers = new HashMap<>();
		for (Header header : response.getHeaders()) {
			headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
		}
		return new Answered(this.status, headers, content);
	}

	/** Gives up the exchange. A body that has not been sent never will be. */
	Delivery giveUp(String causeIfUnsent, String causeIfUnanswered) {
		return this.body.withhold() ? new Unsent(causeIfUnsent) : new Unanswered(causeIfUnanswered, this.status);
	}

	private static String unsentCause(Exception thrown) {
		return switch (thrown) {
			case UnknownHostException ex -> "unknown host";
			case SocketTimeoutException ex -> "connect timeout";
			case SSLException ex -> "TLS handshake failed";
			case KnownFailure ex -> ex.text;
			default -> "no connection";
		};
	}

	/** A failure whose text quotes nothing. */
	static final class KnownFailure extends IOException {

		private static final long serialVersionUID = 1L;

		private final String text;

		KnownFailure(String text) {
			this.text = text;
		}

	}

}
