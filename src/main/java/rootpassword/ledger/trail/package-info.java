/**
 * The table {@code trail} on PostgreSQL: its partitions, and the privileges on it.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.ledger.trail;
