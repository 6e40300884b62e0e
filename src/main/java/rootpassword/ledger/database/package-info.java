/** Connections and transactions: durability, time limits, locks, and the migration. */
@NullMarked
package rootpassword.ledger.database;

import org.jspecify.annotations.NullMarked;
