/** The offline verifier of an export. */
@NullMarked
package rootpassword.evidence.verify;

import org.jspecify.annotations.NullMarked;
