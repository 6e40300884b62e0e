/**
 * Starts the program and wires the core to what surrounds it.
 */
@NullMarked
package rootpassword;

import org.jspecify.annotations.NullMarked;
