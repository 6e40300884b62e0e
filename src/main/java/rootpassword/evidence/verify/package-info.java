/**
 * The offline verifier: reads an export of the trail, and reports everything in it that
 * contradicts the signed checkpoints, the anchors, or the way in which attempts proceed.
 */
@NullMarked
package rootpassword.evidence.verify;

import org.jspecify.annotations.NullMarked;
