/** Places outside of the database that keep signed checkpoints. */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.anchor;
