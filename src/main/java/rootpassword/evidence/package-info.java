/**
 * Evidence: a signed Merkle tree over the audit trail, which proves without the service
 * that nothing was changed.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence;
