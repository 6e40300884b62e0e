package rootpassword.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpServer;

/**
 * A collector of spans (OTLP over HTTP) on 127.0.0.1 that keeps the received bytes. It
 * confirms logs, and does not keep them.
 */
public final class SpanCollector implements AutoCloseable {

	private final Queue<String> received = new ConcurrentLinkedQueue<>();

	private final HttpServer server;

	private SpanCollector(HttpServer server) {
		this.server = server;
		server.createContext("/v1/traces", (exchange) -> {
			this.received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
			exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.createContext("/v1/logs", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		server.start();
	}

	public static SpanCollector start() {
		try {
			return new SpanCollector(
					HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The properties with which the program exports its spans here without delay. */
	public String[] properties() {
		return new String[] {
				"management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
						+ this.server.getAddress().getPort() + "/v1/traces",
				// A batch that comes too late on a busy machine would be lost
				"management.opentelemetry.tracing.export.timeout=60s",
				"management.opentelemetry.tracing.export.otlp.timeout=60s",
				"management.opentelemetry.tracing.export.schedule-delay=50ms" };
	}

	/** All received bytes, one character each. */
	public String content() {
		return String.join("\n", this.received);
	}

	/** The bytes of an id, one character each. */
	public static String bytes(String hex) {
		return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
