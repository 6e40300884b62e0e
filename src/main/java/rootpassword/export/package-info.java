/** Streams of the sealed audit trail to other systems: OTLP log records and a webhook. */
@org.jspecify.annotations.NullMarked
package rootpassword.export;
