package rootpassword.kit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;

import static org.awaitility.Awaitility.await;

/**
 * A collector of log records (OTLP over HTTP) on 127.0.0.1.
 */
public final class LogCollector implements AutoCloseable {

	private final List<LogRecord> records = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

	private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

	private volatile HttpServer server;

	private volatile Map<String, List<String>> headers = Map.of();

	private volatile String resource = "";

	private LogCollector(HttpServer server) {
		this.server = server;
		serve();
	}

	public static LogCollector start() {
		return new LogCollector(WebhookReceiver.listen(0));
	}

	/** Cuts all connections, in the middle of a request or not, and refuses new ones. */
	public void kill() {
		this.server.stop(0);
	}

	/** Starts again on the same port. */
	public void restart() {
		int port = this.server.getAddress().getPort();
		// Another program may have the port for a moment
		this.server = await().pollDelay(Duration.ZERO)
			.ignoreExceptions()
			.until(() -> WebhookReceiver.listen(port), Objects::nonNull);
		serve();
	}

	/** As {@link WebhookReceiver#check}. */
	public void check(long rows, int seams) {
		WebhookReceiver.check(this.records.stream()
			.flatMap((log) -> log.getAttributesList().stream())
			.filter((attribute) -> attribute.getKey().equals("root_password.index"))
			.map((attribute) -> attribute.getValue().getIntValue())
			.toList(), rows, seams);
	}

	private void serve() {
		this.server.createContext("/v1/logs", this::handle);
		this.server.start();
	}

	/** The endpoint for a signal, such as {@code logs}. */
	public String endpoint(String signal) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1/" + signal;
	}

	/** Answers the next request so; 299 stands for a partial success. */
	public void next(int status) {
		this.statuses.add(status);
	}

	/** Answers the next request with 200 and this, and keeps no records. */
	public void next(byte[] body) {
		this.bodies.add(body);
	}

	public List<LogRecord> records() {
		return this.records;
	}

	public int requests() {
		return this.requests.get();
	}

	/** The headers of the last request. */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/** The resource of the last request, as text. */
	public String resource() {
		return this.resource;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		this.headers = Map.copyOf(exchange.getRequestHeaders());
		boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		ExportLogsServiceRequest request = ExportLogsServiceRequest
			.parseFrom(compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody());
		byte[] scripted = this.bodies.poll();
		Integer status = this.statuses.poll();
		ExportLogsServiceResponse.Builder answer = ExportLogsServiceResponse.newBuilder();
		if (status != null && status == 299) {
			answer.setPartialSuccess(
					ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(1).setErrorMessage("x".repeat(200)));
		}
		else if (status == null && scripted == null) {
			// Without a record rejected it is only a warning
			answer.setPartialSuccess(ExportLogsPartialSuccess.newBuilder().setErrorMessage("slow down"));
			request.getResourceLogsList().forEach((logs) -> {
				this.resource = logs.getResource().toString();
				logs.getScopeLogsList().forEach((scope) -> this.records.addAll(scope.getLogRecordsList()));
			});
		}
		byte[] body = (scripted != null) ? scripted : answer.build().toByteArray();
		exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
		exchange.getResponseHeaders().set("Location", endpoint("logs"));
		exchange.getResponseHeaders().set("Retry-After", "7");
		exchange.sendResponseHeaders((status != null) ? status : 200, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
