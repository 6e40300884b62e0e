/**
 * Keyed digests of requests, which detect the reuse of an idempotency key with other
 * content, and the secret keys that they need.
 */
@NullMarked
package rootpassword.ledger.fingerprint;

import org.jspecify.annotations.NullMarked;
