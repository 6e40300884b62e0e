/**
 * The outcome of a reset, and the reasons of a rejection.
 */
@NullMarked
package rootpassword.reset.outcome;

import org.jspecify.annotations.NullMarked;
