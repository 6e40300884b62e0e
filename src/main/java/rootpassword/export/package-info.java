/** Streams of the sealed audit trail to other systems: OTLP log records and a webhook. */
@NullMarked
package rootpassword.export;

import org.jspecify.annotations.NullMarked;
