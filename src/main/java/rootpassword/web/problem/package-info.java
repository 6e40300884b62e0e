/**
 * Problem details (RFC 9457): their types, texts and translations, and the mapping from
 * exceptions.
 */
@NullMarked
package rootpassword.web.problem;

import org.jspecify.annotations.NullMarked;
