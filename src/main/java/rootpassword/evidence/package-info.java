/** A signed Merkle tree over the trail, which proves that nothing was changed. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence;
