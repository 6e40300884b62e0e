/**
 * The entry point, and the wiring of the core with the packages around it.
 */
@NullMarked
package rootpassword;

import org.jspecify.annotations.NullMarked;
