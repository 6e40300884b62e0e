/**
 * The core: the terms and rules of a reset, and the order of its steps. It depends on the
 * JDK only; all other packages depend on it.
 */
@NullMarked
package rootpassword.reset;

import org.jspecify.annotations.NullMarked;
