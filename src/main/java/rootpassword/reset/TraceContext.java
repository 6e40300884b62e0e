package rootpassword.reset;

import org.jspecify.annotations.Nullable;

/**
 * Says by which name the step under way is known to those who trace it.
 */
public interface TraceContext {

	/** Nothing is traced. */
	TraceContext NONE = () -> null;

	/** The W3C {@code traceparent} to send along, or null if nobody follows it. */
	@Nullable String traceparent();

}
