/**
 * The endpoints that read past attempts.
 */
@NullMarked
package rootpassword.web.history;

import org.jspecify.annotations.NullMarked;
