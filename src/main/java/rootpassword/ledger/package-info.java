/**
 * The ledger: commits every attempt before the provider is called, and its outcome
 * afterwards, in PostgreSQL or H2. The only package that uses JDBC.
 */
@NullMarked
package rootpassword.ledger;

import org.jspecify.annotations.NullMarked;
