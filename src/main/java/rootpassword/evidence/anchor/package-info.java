/**
 * Places outside of the database that keep signed checkpoints: the log, a file and
 * witnesses.
 */
@NullMarked
package rootpassword.evidence.anchor;

import org.jspecify.annotations.NullMarked;
