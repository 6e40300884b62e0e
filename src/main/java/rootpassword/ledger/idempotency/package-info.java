/** Idempotency keys, and the attempts that were made under each key. */
@NullMarked
package rootpassword.ledger.idempotency;

import org.jspecify.annotations.NullMarked;
