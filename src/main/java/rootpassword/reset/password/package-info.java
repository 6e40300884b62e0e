/**
 * The root password, and the rules that it must follow.
 */
@NullMarked
package rootpassword.reset.password;

import org.jspecify.annotations.NullMarked;
