/**
 * Signed checkpoints in the formats of C2SP: signed-note, tlog-checkpoint,
 * tlog-cosignature and tlog-proof. Depends on the JDK only.
 */
@NullMarked
package rootpassword.evidence.note;

import org.jspecify.annotations.NullMarked;
