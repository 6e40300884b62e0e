/**
 * The commands for auditors, which run without a server: {@code export} and
 * {@code verify}.
 */
@NullMarked
package rootpassword.evidence.cli;

import org.jspecify.annotations.NullMarked;
