/** Signed notes, checkpoints, proofs and keys in the text forms of C2SP. */
@NullMarked
package rootpassword.evidence.note;

import org.jspecify.annotations.NullMarked;
