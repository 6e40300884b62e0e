/**
 * Places outside of the database that keep signed checkpoints: the log, a file and
 * witnesses.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.anchor;
