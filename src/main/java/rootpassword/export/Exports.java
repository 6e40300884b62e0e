package rootpassword.export;

import java.time.Duration;
import java.util.List;

import org.springframework.context.SmartLifecycle;

/**
 * The exporters, each with a thread of its own.
 */
public final class Exports implements SmartLifecycle {

	private static final Duration STOP = Duration.ofSeconds(3);

	private final List<Exporter> exporters;

	private List<Thread> threads = List.of();

	Exports(List<Exporter> exporters) {
		this.exporters = List.copyOf(exporters);
	}

	/** The state of each destination, as this replica knows it. */
	public List<ExportStatus> status() {
		return this.exporters.stream().map(Exporter::status).toList();
	}

	@Override
	public void start() {
		this.threads = this.exporters.stream()
			.map((exporter) -> Thread.ofVirtual().name("export-" + exporter.status().destination()).start(exporter))
			.toList();
	}

	@Override
	public void stop() {
		this.threads.forEach(Thread::interrupt);
		try {
			for (Thread thread : this.threads) {
				thread.join(STOP);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.threads = List.of();
		this.exporters.forEach(Exporter::close);
	}

	@Override
	public boolean isRunning() {
		return !this.threads.isEmpty();
	}

}
