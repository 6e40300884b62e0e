/**
 * The request for a reset: the instance, the caller and the idempotency key.
 */
@NullMarked
package rootpassword.reset.command;

import org.jspecify.annotations.NullMarked;
