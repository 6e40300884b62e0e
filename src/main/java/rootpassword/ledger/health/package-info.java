/**
 * The health of the ledger: whether it can be written, and whether the trail is in order.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.health;
