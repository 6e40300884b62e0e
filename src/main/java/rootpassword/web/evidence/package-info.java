/**
 * Checkpoints, keys and proofs for callers and auditors.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.web.evidence;
