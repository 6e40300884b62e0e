/** The health of the ledger. */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.health;
