/** Keyed digests that detect an idempotency key with other content. */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.fingerprint;
