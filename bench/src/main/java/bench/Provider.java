package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stand-in for the provider on loopback. It accepts every call after a delay and checks
 * nothing, so that it costs little CPU beside the measured program.
 */
final class Provider implements AutoCloseable {

	private final ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());

	private final AtomicLong calls = new AtomicLong();

	private volatile Duration delay = Duration.ZERO;

	Provider() throws IOException {
		Thread.ofPlatform().daemon().name("provider").start(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** Sets the time from a call to its answer. */
	void delay(Duration delay) {
		this.delay = delay;
	}

	private void accept() {
		try {
			while (true) {
				Wire wire = new Wire(this.server.accept());
				Thread.ofPlatform().daemon().start(() -> serve(wire));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Wire wire) {
		try (wire) {
			while (true) {
				wire.read();
				if (this.delay.isPositive()) {
					Thread.sleep(this.delay);
				}
				String id = new UUID(0x4000L, this.calls.incrementAndGet()).toString().toUpperCase(Locale.ROOT);
				wire.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 52\r\n\r\n"
						+ "{\"RequestId\":\"" + id + "\"}");
			}
		}
		catch (IOException | InterruptedException ex) {
			// The client has closed the connection
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
