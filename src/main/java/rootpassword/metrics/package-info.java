/** Metrics, spans and one log line per attempt, by decorators of the core's ports. */
@org.jspecify.annotations.NullMarked
package rootpassword.metrics;
