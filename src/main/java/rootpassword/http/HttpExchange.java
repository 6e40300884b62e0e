package rootpassword.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLException;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import rootpassword.http.Delivery.Answered;
import rootpassword.http.Delivery.Unanswered;
import rootpassword.http.Delivery.Unsent;
import rootpassword.reset.Deadline;

/**
 * One request and its answer. The body is written at most once, and never after the
 * deadline. {@link #withholdIfUnsent} tells whether its writing has begun, because before
 * that the server cannot have a complete request. HttpCore writes and reads the messages,
 * and logs nothing.
 */
final class HttpExchange {

	static final HttpRequestExecutor EXECUTOR = new HttpRequestExecutor();

	static final Http1Config LIMITS = Http1Config.custom().setMaxLineLength(16 * 1024).setMaxHeaderCount(200).build();

	private enum Sending {

		NOT_BEGUN, BEGUN, WITHHELD

	}

	private final AtomicReference<Sending> sending = new AtomicReference<>(Sending.NOT_BEGUN);

	private final BasicClassicHttpRequest request;

	private final byte[] body;

	private final Deadline deadline;

	/** The status of the answer; 0 before its head has been read. */
	private volatile int status;

	/**
	 * @param body overwritten with zeros as soon as it is no longer needed; a GET has
	 * none
	 */
	HttpExchange(String method, URI address, Map<String, String> headers, byte[] body, Deadline deadline) {
		this.request = new BasicClassicHttpRequest(method, address);
		this.body = body;
		this.deadline = deadline;
		headers.forEach(this.request::setHeader);
		// Replaces headers of the caller with these names
		this.request.setHeader("Host", Connector.host(address));
		this.request.setHeader("Connection", "close");
		if (!method.equals("GET")) {
			this.request.setHeader("Content-Length", body.length);
			// HttpCore writes it after the head of the request
			this.request.setEntity(new EntityTemplate(body.length, null, this::writeBody));
		}
	}

	/**
	 * Connects, sends and reads.
	 * @param maxAnswer the maximum size of the answer's body, in bytes
	 */
	Delivery run(Connector connector, Socket socket, URI address, int maxAnswer) {
		try {
			// The caller closes the socket
			@SuppressWarnings("resource")
			DefaultBHttpClientConnection connection = connector.connect(socket, address);
			if (this.request.getEntity() == null) {
				beginSending();
			}
			return read(EXECUTOR.execute(this.request, connection, HttpCoreContext.create()), maxAnswer);
		}
		catch (IOException | HttpException | RuntimeException ex) {
			return giveUp(unsentCause(ex),
					(ex instanceof KnownFailure known) ? known.text : "connection lost before the end of the answer");
		}
		finally {
			eraseBody();
		}
	}

	void writeBody(OutputStream out) throws IOException {
		beginSending();
		out.write(this.body);
	}

	/**
	 * Fails if sending has begun before, is withheld or comes after the deadline. Both
	 * clocks of the deadline are read immediately before the bytes are written, because
	 * the process may have been suspended since the call began.
	 */
	private void beginSending() throws IOException {
		if (this.deadline.isOver() || !this.sending.compareAndSet(Sending.NOT_BEGUN, Sending.BEGUN)) {
			withholdIfUnsent();
			throw new IOException("the request is not sent");
		}
	}

	/**
	 * Withholds the body from now on and erases it, unless its sending has begun.
	 * @return whether the sending has never begun
	 */
	boolean withholdIfUnsent() {
		boolean unsent = this.sending.compareAndExchange(Sending.NOT_BEGUN, Sending.WITHHELD) != Sending.BEGUN;
		if (unsent) {
			eraseBody();
		}
		return unsent;
	}

	void eraseBody() {
		Arrays.fill(this.body, (byte) 0);
	}

	Delivery giveUp(String cause) {
		return giveUp(cause, cause);
	}

	Delivery giveUp(String causeIfUnsent, String causeIfUnanswered) {
		return withholdIfUnsent() ? new Unsent(causeIfUnsent) : new Unanswered(causeIfUnanswered, this.status);
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

		String text() {
			return this.text;
		}

	}

}
