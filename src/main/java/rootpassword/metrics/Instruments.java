package rootpassword.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import rootpassword.reset.AccountGateway;
import rootpassword.reset.ResetLedger;
import rootpassword.reset.ResetObserver;
import rootpassword.reset.TraceContext;

/**
 * All that can be put around the core to measure it.
 */
public final class Instruments {

	private final MeterRegistry registry;

	private final Spans spans;

	Instruments(MeterRegistry registry, Spans spans) {
		this.registry = registry;
		this.spans = spans;
	}

	/** The same ledger, measured. */
	public ResetLedger measure(ResetLedger ledger) {
		return new MeasuredLedger(ledger, this.registry, this.spans);
	}

	/** The same gateway, measured. */
	public AccountGateway measure(AccountGateway gateway) {
		return new MeasuredGateway(gateway, this.registry, this.spans);
	}

	/** Times every request and logs every attempt. */
	public ResetObserver observer() {
		return new MeasuredResets(this.registry);
	}

	/** The span under way, while somebody collects spans. */
	public TraceContext traceContext() {
		return this.spans::traceparent;
	}

}
