/** Signed notes, checkpoints, proofs and keys in the text forms of C2SP, over Ed25519 of the JDK. */
@NullMarked
package rootpassword.evidence.note;

import org.jspecify.annotations.NullMarked;
