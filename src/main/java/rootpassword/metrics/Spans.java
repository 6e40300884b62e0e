package rootpassword.metrics;

import java.util.function.Function;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the steps of a request visible in its trace. Of an exception only the name goes
 * into a span: its message is for the log, where it is known what it can hold.
 */
final class Spans {

	private final Tracer tracer;

	private final boolean collected;

	/**
	 * Takes a tracer, and whether anybody collects what it makes.
	 */
	Spans(Tracer tracer, boolean collected) {
		this.tracer = tracer;
		this.collected = collected;
	}

	<T> T in(String name, Function<Span, T> step) {
		Span span = this.tracer.nextSpan().name(name).start();
		Tracer.SpanInScope scope = this.tracer.withSpan(span);
		try {
			return step.apply(span);
		}
		catch (Throwable ex) {
			span.tag("error.type", ex.getClass().getName());
			throw ex;
		}
		finally {
			scope.close();
			span.end();
		}
	}

	@Nullable String traceparent() {
		Span span = this.tracer.currentSpan();
		if (span == null || !this.collected || !Boolean.TRUE.equals(span.context().sampled())) {
			return null;
		}
		return "00-" + span.context().traceId() + "-" + span.context().spanId() + "-01";
	}

}
