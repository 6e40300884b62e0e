/** The Merkle tree of RFC 6962 (SHA-256): hashes, roots, proofs. */
@NullMarked
package rootpassword.evidence.tree;

import org.jspecify.annotations.NullMarked;
