/** The source address of a request behind trusted proxies. */
@NullMarked
package rootpassword.security.address;

import org.jspecify.annotations.NullMarked;
