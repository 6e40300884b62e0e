/**
 * The endpoints that reset a root password and validate a reset.
 */
@NullMarked
package rootpassword.web.reset;

import org.jspecify.annotations.NullMarked;
