/**
 * What it measures: stands around the ports, counts, times and traces what passes, and
 * writes one line for each attempt. The only place that knows Micrometer.
 */
@NullMarked
package rootpassword.metrics;

import org.jspecify.annotations.NullMarked;
