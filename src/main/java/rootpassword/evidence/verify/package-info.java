/** The offline verifier: reports what in an export contradicts checkpoints, anchors or the way of attempts. */
@NullMarked
package rootpassword.evidence.verify;

import org.jspecify.annotations.NullMarked;
