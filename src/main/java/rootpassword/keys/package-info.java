/** Files with secret keys, of which an embedded database has its own, and hashes. */
@NullMarked
package rootpassword.keys;

import org.jspecify.annotations.NullMarked;
