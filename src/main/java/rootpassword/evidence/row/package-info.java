/** The canonical form of a row of the audit trail, whose hash is a leaf of the tree. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.row;
