package rootpassword.evidence.anchor;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the failures of one anchor, and logs when they begin and end.
 */
final class AnchorHealth {

	private static final Logger logger = LoggerFactory.getLogger(AnchorHealth.class);

	private final String anchor;

	private final AtomicBoolean failing = new AtomicBoolean();

	private final LongAdder failures = new LongAdder();

	AnchorHealth(String anchor) {
		this.anchor = anchor;
	}

	void succeeded() {
		if (this.failing.getAndSet(false)) {
			logger.info("Checkpoints reach {} again", this.anchor);
		}
	}

	void failed(Exception failure) {
		this.failures.increment();
		if (!this.failing.getAndSet(true)) {
			logger.warn("Checkpoints do not reach {}: {}", this.anchor, failure.toString());
		}
	}

	long failures() {
		return this.failures.sum();
	}

}
