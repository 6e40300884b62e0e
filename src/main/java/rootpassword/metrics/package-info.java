/**
 * Metrics, spans and one log line per attempt, by decorators of the core's ports. The
 * only package that uses Micrometer.
 */
@NullMarked
package rootpassword.metrics;

import org.jspecify.annotations.NullMarked;
