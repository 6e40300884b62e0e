/**
 * The table {@code trail} on PostgreSQL: its partitions, and who may change it.
 */
@NullMarked
package rootpassword.ledger.trail;

import org.jspecify.annotations.NullMarked;
