/** The request for a reset: the instance, the caller and the idempotency key. */
@org.jspecify.annotations.NullMarked
package rootpassword.reset.command;
