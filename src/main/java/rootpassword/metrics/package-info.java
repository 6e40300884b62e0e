/** Metrics, spans and one log line per attempt, by decorators of the core's ports. */
@NullMarked
package rootpassword.metrics;

import org.jspecify.annotations.NullMarked;
