package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;

/**
 * A collector of log records (OTLP over HTTP) on 127.0.0.1.
 */
public final class LogCollector implements AutoCloseable {

	private final List<LogRecord> records = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

	private final HttpServer server;

	private volatile Map<String, List<String>> headers = Map.of();

	private volatile String resource = "";

	private LogCollector(HttpServer server) {
		this.server = server;
		server.createContext("/v1/logs", this::handle);
		server.start();
	}

	public static LogCollector start() {
		try {
			return new LogCollector(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The endpoint for a signal, such as {@code logs}. */
	public String endpoint(String signal) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1/" + signal;
	}

	/** Answers the next request so; 299 stands for a partial success. */
	public void next(int status) {
		this.statuses.add(status);
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
		ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(exchange.getRequestBody());
		Integer status = this.statuses.poll();
		ExportLogsServiceResponse.Builder answer = ExportLogsServiceResponse.newBuilder();
		if (status != null && status == 299) {
			answer.setPartialSuccess(
					ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(1).setErrorMessage("x".repeat(200)));
		}
		else if (status == null) {
			// Without a record rejected it is only a warning
			answer.setPartialSuccess(ExportLogsPartialSuccess.newBuilder().setErrorMessage("slow down"));
			request.getResourceLogsList().forEach((logs) -> {
				this.resource = logs.getResource().toString();
				logs.getScopeLogsList().forEach((scope) -> this.records.addAll(scope.getLogRecordsList()));
			});
		}
		byte[] body = answer.build().toByteArray();
		exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
		exchange.getResponseHeaders().set("Location", endpoint("logs"));
		exchange.sendResponseHeaders((status != null) ? status : 200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
