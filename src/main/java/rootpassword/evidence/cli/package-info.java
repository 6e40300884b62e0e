/**
 * The commands of the jar for auditors and operators.
 */
@NullMarked
package rootpassword.evidence.cli;

import org.jspecify.annotations.NullMarked;
