/**
 * The sealing of the audit trail: leaves, checkpoints and proofs in the database.
 */
@NullMarked
package rootpassword.evidence.seal;

import org.jspecify.annotations.NullMarked;
