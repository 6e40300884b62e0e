/**
 * The health of the ledger.
 */
@NullMarked
package rootpassword.ledger.health;

import org.jspecify.annotations.NullMarked;
