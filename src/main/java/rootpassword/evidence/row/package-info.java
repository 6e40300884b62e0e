/**
 * The canonical form of a row of the audit trail, of which the tree holds the hash.
 */
@NullMarked
package rootpassword.evidence.row;

import org.jspecify.annotations.NullMarked;
