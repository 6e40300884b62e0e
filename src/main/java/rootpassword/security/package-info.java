/**
 * Authentication and authorization of callers, before a body is read. The web package
 * writes the answers of refused requests.
 */
@NullMarked
package rootpassword.security;

import org.jspecify.annotations.NullMarked;
