/**
 * The ledger: commits every attempt before the provider is called, and its outcome
 * afterwards, in PostgreSQL or H2.
 */
@NullMarked
package rootpassword.ledger;

import org.jspecify.annotations.NullMarked;
