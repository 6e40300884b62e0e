/** Authentication and authorization of callers, before a body is read. */
@NullMarked
package rootpassword.security;

import org.jspecify.annotations.NullMarked;
