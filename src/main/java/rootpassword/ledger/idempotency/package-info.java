/** Idempotency keys, and the attempts that were made under each key. */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.idempotency;
