/** Signed notes, checkpoints, proofs and keys in the text forms of C2SP. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.note;
