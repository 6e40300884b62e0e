/**
 * The commands for auditors, which run without a server: {@code export} and
 * {@code verify}.
 */
@org.jspecify.annotations.NullMarked
package rootpassword.evidence.cli;
