/**
 * The table {@code trail} on PostgreSQL: its partitions, and the privileges on it.
 */
@NullMarked
package rootpassword.ledger.trail;

import org.jspecify.annotations.NullMarked;
