package rootpassword.evidence.anchor;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the failures of one anchor, and logs when they begin and end.
 */
final class AnchorHealth {

	private static final Logger logger = LoggerFactory.getLogger(AnchorHealth.class);

	private final String anchor;

	private final AtomicBoolean failing = new AtomicBoolean();

	private final AtomicBoolean conflicting = new AtomicBoolean();

	private final LongAdder failures = new LongAdder();

	AnchorHealth(String anchor) {
		this.anchor = anchor;
	}

	void succeeded() {
		this.conflicting.set(false);
		if (this.failing.getAndSet(false)) {
			logger.info("Checkpoints reach {} again", this.anchor);
		}
	}

	void failed(IOException failure) {
		this.failures.increment();
		boolean first = !this.failing.getAndSet(true);
		if (failure instanceof ConflictException) {
			if (!this.conflicting.getAndSet(true)) {
				// Each anchor has its own line, which no limit of repeated warnings
				// leaves out
				logger.atError()
					.addKeyValue("anchor", this.anchor)
					.log("The ledger has lost rows that {} knows, or someone has rewritten the trail: {}. "
							+ "See RootPasswordTrailConflict in docs/OPERATIONS.md", this.anchor, failure.getMessage());
			}
		}
		else if (first) {
			logger.warn("Checkpoints do not reach {}: {}", this.anchor, failure.toString());
		}
	}

	long failures() {
		return this.failures.sum();
	}

	/** Whether the anchor knows a larger or another tree than the ledger. */
	boolean isConflicting() {
		return this.conflicting.get();
	}

	/**
	 * Binds the metrics of one kind of anchor.
	 * @param owner has the values; the counter does not keep it alive
	 */
	static <T> void bind(MeterRegistry registry, String anchor, T owner, ToDoubleFunction<T> failures,
			BooleanSupplier conflict) {
		FunctionCounter.builder("root.password.evidence.anchor.failures", owner, failures)
			.description("Checkpoints that did not reach an anchor")
			.tag("anchor", anchor)
			.register(registry);
		Gauge.builder("root.password.evidence.conflict", () -> conflict.getAsBoolean() ? 1 : 0)
			.description("Whether an anchor knows a larger or another tree than the ledger")
			.tag("anchor", anchor)
			.register(registry);
	}

	/**
	 * The anchor knows a larger or another tree than the ledger.
	 */
	static final class ConflictException extends IOException {

		private static final long serialVersionUID = 1L;

		ConflictException(String message) {
			super(message);
		}

	}

}
