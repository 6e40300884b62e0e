/**
 * HTTP parts that several packages share: the context of an authenticated request, the
 * security headers, and the client of all outgoing requests. It depends on the core only.
 */
@NullMarked
package rootpassword.http;

import org.jspecify.annotations.NullMarked;
