/** The Merkle tree of RFC 6962 (SHA-256): hashes, roots, proofs. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.tree;
