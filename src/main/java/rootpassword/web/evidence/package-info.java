/**
 * Checkpoints, keys and proofs for callers and auditors.
 */
@NullMarked
package rootpassword.web.evidence;

import org.jspecify.annotations.NullMarked;
