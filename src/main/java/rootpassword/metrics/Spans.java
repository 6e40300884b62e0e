package rootpassword.metrics;

import java.util.function.Function;

import io.micrometer.tracing.ScopedSpan;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;
import rootpassword.reset.AccountGateway.TraceContext;

/**
 * Creates the spans for the steps of a request.
 *
 * @param exported whether spans are exported
 */
record Spans(Tracer tracer, boolean exported) implements TraceContext {

	/**
	 * Runs a step in a span. The span has only the class name of an exception, because
	 * its message may quote data.
	 */
	<T> T in(String name, Function<ScopedSpan, T> step) {
		ScopedSpan span = this.tracer.startScopedSpan(name);
		try {
			return step.apply(span);
		}
		catch (Throwable ex) {
			span.tag("error.type", ex.getClass().getName());
			throw ex;
		}
		finally {
			span.end();
		}
	}

	@Override
	public @Nullable String traceparent() {
		Span span = this.tracer.currentSpan();
		return (span != null && this.exported && Boolean.TRUE.equals(span.context().sampled()))
				? "00-" + span.context().traceId() + "-" + span.context().spanId() + "-01" : null;
	}

}
