/**
 * Limits: how many attempts an instance and a caller may open, and how many audit rows a
 * caller may cause.
 */
@NullMarked
package rootpassword.ledger.quota;

import org.jspecify.annotations.NullMarked;
