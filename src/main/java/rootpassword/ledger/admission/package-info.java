/** Decides on commands from facts that were read: no SQL, no clock. */
@NullMarked
package rootpassword.ledger.admission;

import org.jspecify.annotations.NullMarked;
