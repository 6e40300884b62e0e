/**
 * What a reset <em>is</em>: the words, the rules and the order of steps, free of any
 * framework. Everything else in this program knows this package, and this package knows
 * nobody.
 */
@NullMarked
package rootpassword.reset;

import org.jspecify.annotations.NullMarked;
