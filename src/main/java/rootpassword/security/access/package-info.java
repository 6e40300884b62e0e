/** Callers and their access rules, from the configuration and the callers file. */
@NullMarked
package rootpassword.security.access;

import org.jspecify.annotations.NullMarked;
