/**
 * Networks that break on demand.
 */
@NullMarked
package rootpassword.network;

import org.jspecify.annotations.NullMarked;
