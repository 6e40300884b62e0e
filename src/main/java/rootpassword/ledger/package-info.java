/**
 * What we write down: every attempt before it is made and what became of it, in H2 or
 * PostgreSQL. The only place that knows JDBC.
 */
@NullMarked
package rootpassword.ledger;

import org.jspecify.annotations.NullMarked;
