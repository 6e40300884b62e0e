package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/** The port to the tracer: the trace context of the current call. */
public interface TraceContext {

	TraceContext NONE = () -> null;

	/** The W3C {@code traceparent} header, or {@code null} if no trace is collected. */
	@Nullable String traceparent();

}
