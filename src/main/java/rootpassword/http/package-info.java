/** HTTP parts that several packages share. It depends on the core only. */
@NullMarked
package rootpassword.http;

import org.jspecify.annotations.NullMarked;
