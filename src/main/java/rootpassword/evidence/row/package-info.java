/** The canonical form of a row of the audit trail, whose hash is a leaf of the tree. */
@NullMarked
package rootpassword.evidence.row;

import org.jspecify.annotations.NullMarked;
