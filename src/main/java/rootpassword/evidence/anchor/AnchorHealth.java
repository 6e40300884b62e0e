package rootpassword.evidence.anchor;

import java.io.IOException;
import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether checkpoints reach one anchor. Logs when failures begin and end. */
final class AnchorHealth {

	private static final Logger logger = LoggerFactory.getLogger(AnchorHealth.class);

	private final String anchor;

	private boolean failing;

	/** Whether there was a conflict since the last success. */
	private boolean conflicting;

	private long failures;

	AnchorHealth(String anchor) {
		this.anchor = anchor;
	}

	synchronized void succeeded() {
		if (this.failing) {
			logger.info("Checkpoints reach {} again", this.anchor);
		}
		this.failing = false;
		this.conflicting = false;
	}

	synchronized void failed(IOException failure) {
		this.failures++;
		if (failure instanceof ConflictException && !this.conflicting) {
			this.conflicting = true;
			// With a key, because RepeatedWarnings never drops such a line: each anchor
			// must have its own
			logger.atError()
				.addKeyValue("anchor", this.anchor)
				.log("The ledger has lost rows that {} knows, or someone has rewritten the trail: {}. "
						+ "See RootPasswordTrailConflict in docs/RUNBOOK.md", this.anchor, failure.getMessage());
		}
		else if (!this.failing) {
			logger.warn("Checkpoints do not reach {}: {}", this.anchor, failure.toString());
		}
		this.failing = true;
	}

	synchronized long failures() {
		return this.failures;
	}

	synchronized boolean isConflicting() {
		return this.conflicting;
	}

	static void bind(MeterRegistry registry, String kind, List<AnchorHealth> anchors) {
		FunctionCounter
			.builder("root.password.evidence.anchor.failures", anchors,
					(all) -> all.stream().mapToLong(AnchorHealth::failures).sum())
			.description("Checkpoints that did not reach an anchor")
			.tag("anchor", kind)
			.register(registry);
		// Also keeps the list alive, to which the counter refers weakly
		Gauge
			.builder("root.password.evidence.conflict",
					() -> anchors.stream().anyMatch(AnchorHealth::isConflicting) ? 1 : 0)
			.description("Whether an anchor knows a larger tree than the ledger, or a different one")
			.tag("anchor", kind)
			.register(registry);
	}

	/** The anchor knows a larger tree than the ledger, or a different one. */
	static final class ConflictException extends IOException {

		private static final long serialVersionUID = 1L;

		ConflictException(String message) {
			super(message);
		}

	}

}
