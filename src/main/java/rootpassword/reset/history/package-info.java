/**
 * Queries for past attempts.
 */
@NullMarked
package rootpassword.reset.history;

import org.jspecify.annotations.NullMarked;
