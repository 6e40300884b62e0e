/**
 * HTTP parts that several packages share: the context of an authenticated request, the
 * security headers, and a body reader with a size limit. It depends on the core only.
 */
@NullMarked
package rootpassword.http;

import org.jspecify.annotations.NullMarked;
