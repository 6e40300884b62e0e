/**
 * Evidence: a signed Merkle tree over the audit trail, which proves without the service
 * that nothing was changed.
 */
@NullMarked
package rootpassword.evidence;

import org.jspecify.annotations.NullMarked;
